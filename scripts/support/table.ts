/** Rows of a query as a table of plain text, with NULL said as such. */

export function tableOf(rows: readonly Record<string, unknown>[]): string {
  const [first] = rows;
  if (!first) return '  (no rows)';
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, n) => Math.max(...lines.map((line) => line[n]?.length ?? 0)));
  const text = lines.map((line) =>
    `  ${line.map((value, n) => value.padEnd(widths[n] ?? 0)).join(' | ')}`.trimEnd(),
  );
  const rule = `  ${widths.map((width) => '-'.repeat(width)).join('-+-')}`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return value instanceof Date ? value.toISOString() : String(value);
}
