/** Recipients out of a CSV file, a chunk of rows at a time: the file itself is never in memory as a whole. */
import type { NewRecipient } from '../../outbound/index.ts';
import { type CsvRow, createCsvReader } from '../../values/csv/index.ts';
import { type Columns, readColumns, readRecipient } from './recipient-columns.ts';

/** 64 MiB: 100,000 rows of 670 characters. */
export const FILE_BYTES = 64 * 1024 * 1024;
/** 16,384 characters and 100 columns: a row with fifty variables; what is more is not a list of people. */
const ROW_LIMITS = { rowLength: 16_384, columns: 100 };
const MAX_ROWS = 100_000;
/**
 * 500 rows a transaction: some thirty milliseconds. A chunk of that size dies in V8's young generation; of 2,000 rows most
 * survive into the old one, which is only swept when it has doubled.
 */
export const CHUNK_ROWS = 500;

/** The file as a whole cannot be used; its message is for whoever sent it. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly status: 400 | 413;

  constructor(message: string, status: 400 | 413 = 400) {
    super(message);
    this.status = status;
  }
}

export async function* readRecipients(file: AsyncIterable<Uint8Array>): AsyncGenerator<NewRecipient[]> {
  const reader = createCsvReader(ROW_LIMITS);
  let columns: Columns | null = null;
  const chunk: NewRecipient[] = [];
  let count = 0;
  const take = (rows: readonly CsvRow[]) => {
    for (const row of rows) {
      if (columns === null) {
        columns = headOf(row);
        continue;
      }
      count += 1;
      if (count > MAX_ROWS) throw new FileError(`the file has more than ${MAX_ROWS} rows`);
      chunk.push(readRecipient(columns, row));
    }
  };
  for await (const text of decode(file)) {
    take(reader.push(text));
    while (chunk.length >= CHUNK_ROWS) yield chunk.splice(0, CHUNK_ROWS);
  }
  take(reader.end());
  if (columns === null) throw new FileError('the file is empty');
  if (count === 0) throw new FileError('the file has no row besides its head');
  while (chunk.length > 0) yield chunk.splice(0, CHUNK_ROWS);
}

function headOf(row: CsvRow): Columns {
  if ('problem' in row) throw new FileError(`line ${row.line}, the names of the columns: ${row.problem}`);
  const columns = readColumns(row.cells);
  if (typeof columns === 'string') throw new FileError(`line ${row.line}: ${columns}`);
  return columns;
}

/** UTF-8; UTF-16 where the file says so (Excel's "Unicode text"). What is neither becomes U+FFFD, and its row is named. */
async function* decode(file: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let size = 0;
  for await (const bytes of file) {
    size += bytes.length;
    if (size > FILE_BYTES) throw new FileError(`the file is larger than ${FILE_BYTES} bytes`, 413);
    decoder ??= new TextDecoder(encodingOf(bytes));
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
