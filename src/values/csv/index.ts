/** Tables of comma-separated values (RFC 4180), as spreadsheets really save them. Pure. */
export { type CsvLimits, type CsvReader, type CsvRow, createCsvReader } from './read.ts';
export { writeCsv } from './write.ts';
