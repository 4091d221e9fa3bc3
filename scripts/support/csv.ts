/** Reads a small table that is in memory as a whole: the files that operators give to a script. */
import { createCsvReader } from '../../src/values/csv/index.ts';

/** One line of the table: `line` is where it begins in the file, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A row that cannot be read, such as a quote that is never closed, which swallows the rest of the file. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
}

/** 1 Mi characters and 1,000 columns: an export of a spreadsheet has neither; more is another kind of file. */
const LIMITS = { rowLength: 1024 * 1024, columns: 1_000 };

/** All rows that are not empty. Throws `CsvError` for the first that cannot be read. */
export function readCsv(text: string): CsvRow[] {
  const reader = createCsvReader(LIMITS);
  return [...reader.push(text), ...reader.end()].map((row) => {
    if ('problem' in row) throw new CsvError(`line ${row.line}: ${row.problem}`);
    return row;
  });
}
