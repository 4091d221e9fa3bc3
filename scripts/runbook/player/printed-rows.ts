/** Rows as `psql` prints them, and the comparison of those with what a runbook foresees. */
import { ANY_TIME, type Cell, type PrintedRow, type Row } from './script.ts';

/** Each value as text; a moment as ISO 8601, nothing as NULL. */
export function printRow(row: Readonly<Record<string, unknown>>): PrintedRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, printCell(value)]));
}

function printCell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Same columns, same values, same number of rows; the order counts where the statement asks for one. */
export function areSameRows(
  expected: readonly Row[],
  actual: readonly PrintedRow[],
  isOrdered: boolean,
): boolean {
  if (expected.length !== actual.length) return false;
  if (isOrdered) return expected.every((row, at) => fits(row, actual[at] ?? {}));
  const left = [...actual];
  return expected.every((row) => {
    const at = left.findIndex((candidate) => fits(row, candidate));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function fits(expected: Row, actual: PrintedRow): boolean {
  const columns = Object.keys(expected);
  return (
    columns.join() === Object.keys(actual).join() &&
    columns.every((column) => cellFits(expected[column] ?? null, actual[column] ?? ''))
  );
}

function cellFits(expected: Cell, actual: string): boolean {
  if (expected instanceof RegExp) return expected.test(actual);
  if (expected === ANY_TIME) return !Number.isNaN(Date.parse(actual));
  return printCell(expected) === actual;
}

/** For people: one row a line, `column = value`. */
export function showRows(rows: readonly (Row | PrintedRow)[]): string {
  if (rows.length === 0) return '(0 rows)';
  return rows
    .map((row) =>
      Object.entries(row)
        .map(([column, value]) => `${column} = ${value === null ? 'NULL' : String(value)}`)
        .join(' | '),
    )
    .join('\n');
}
