/** Reads and writes tables of comma-separated values (RFC 4180), as spreadsheets really save them. */

/** One line of the table: `line` is where it begins in the file, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quote that is never closed swallows the rest of the file, so the reader says where it was opened. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
}

/**
 * All rows that are not empty. A byte order mark, CRLF and LF are understood; Excel in many countries separates by
 * semicolons and some programs by tabs, so the first line decides. Throws `CsvError` for a quote that is never closed.
 */
export function readCsv(text: string): CsvRow[] {
  const source = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(source);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let startsAt = 1;
  let quoteAt = 0;
  const endRow = () => {
    cells.push(cell.trim());
    if (cells.some((value) => value !== '')) rows.push({ line: startsAt, cells });
    [cells, cell] = [[], ''];
  };
  for (let i = 0; i < source.length; i += 1) {
    const character = source[i];
    if (character === '\n') line += 1;
    if (quoteAt > 0) {
      if (character !== '"') cell += character;
      else if (source[i + 1] === '"') [cell, i] = [`${cell}"`, i + 1];
      else quoteAt = 0;
    } else if (character === '"' && cell.trim() === '') {
      [cell, quoteAt] = ['', line];
    } else if (character === separator) {
      cells.push(cell.trim());
      cell = '';
    } else if (character === '\n') {
      endRow();
      startsAt = line;
    } else if (character !== '\r') {
      cell += character;
    }
  }
  if (quoteAt > 0) throw new CsvError(`line ${quoteAt}: a quote is opened and never closed`);
  endRow();
  return rows;
}

/** Rows as text: CRLF, quotes where they are needed. What a spreadsheet would take for a formula is defused. */
export function writeCsv(rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((cells) => `${cells.map((cell) => quoted(cell ?? '')).join(',')}\r\n`).join('');
}

/** The separator that the first line has most of, quoted ones aside; a comma where it has none. */
function separatorOf(source: string): string {
  const first = source.split(/\r?\n/, 1)[0]?.replace(/"[^"]*"/g, '') ?? '';
  const counted = [',', ';', '\t'].map((separator) => ({ separator, count: first.split(separator).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}

function quoted(cell: string): string {
  // A cell that begins with = or @ runs as a formula when the file is opened (OWASP, "CSV injection"); a phone's + stays.
  const safe = /^[=@\t]|^[+-](?![\d\s()]+$)/.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
