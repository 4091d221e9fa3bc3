/** `writeCsv`: rows as text. */

/** Rows as text: CRLF, quotes where they are needed. What a spreadsheet would take for a formula is defused. */
export function writeCsv(rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((cells) => `${cells.map((cell) => quoted(cell ?? '')).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  // A cell that begins with = or @ runs as a formula when the file is opened (OWASP, "CSV injection"); a phone's + stays.
  const safe = /^[=@\t]|^[+-](?![\d\s()]+$)/.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
