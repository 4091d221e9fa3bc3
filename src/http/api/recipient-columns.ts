/** Which column of a table is which, whatever their order and however they are spelled. Pure. */

import type { NewRecipient } from '../../outbound/index.ts';
import type { CsvRow } from '../../values/csv/index.ts';

export interface Columns {
  readonly phone: number;
  readonly name: number | null;
  /** Every other column is something the agent may say: where it stands, and under which name. */
  readonly variables: readonly { readonly at: number; readonly name: string }[];
  readonly count: number;
}

/** In English and Turkish, as address books and spreadsheets name them; without blanks, dashes and capitals. */
const PHONE = new Set(
  'phone phonenumber phonee164 number telephone telephonenumber tel mobile mobilenumber cell telefon telefonno telefonnumarasi gsm cep ceptelefonu'.split(
    ' ',
  ),
);
const NAME = new Set(
  'name fullname customer customername contact isim ad adsoyad isimsoyisim musteri'.split(' '),
);
/** 500 characters: as in JSON. */
const MAX_CELL = 500;
/** 64 characters: as in JSON. */
const MAX_VARIABLE_NAME = 64;

/** A sentence where the columns cannot be used. */
export function readColumns(cells: readonly string[]): Columns | string {
  const plain = cells.map(plainName);
  const phones = plain.flatMap((name, at) => (PHONE.has(name) ? [at] : []));
  const [phone] = phones;
  if (phone === undefined) return 'there is no column "phone"';
  if (phones.length > 1) return `two columns are the phone: "${cells[phone]}" and "${cells[phones[1] ?? 0]}"`;
  const name = plain.findIndex((candidate) => NAME.has(candidate));
  const variables = cells.flatMap((cell, at) => {
    const word = variableName(cell);
    return at === phone || at === name || word === '' ? [] : [{ at, name: word }];
  });
  const twice = variables.find((one, n) => variables.findIndex((other) => other.name === one.name) !== n);
  if (twice) return `two columns are called "${twice.name}"`;
  return { phone, name: name < 0 ? null : name, variables, count: cells.length };
}

/** A row that cannot be read is a recipient too: one that is invalid, and why. */
export function readRecipient(columns: Columns, row: CsvRow): NewRecipient {
  const position = row.line;
  if ('problem' in row) return { position, name: null, phone: '', problem: row.problem };
  const { cells } = row;
  const problem = problemOf(columns, cells);
  if (problem !== null) return { position, name: null, phone: '', problem };
  const said = columns.variables.flatMap(({ at, name }) => (cells[at] ? [[name, cells[at]]] : []));
  return {
    position,
    // Some spreadsheets keep a phone as text by an apostrophe.
    phone: (cells[columns.phone] ?? '').replace(/^'/, ''),
    name: (columns.name === null ? undefined : cells[columns.name]) || null,
    ...(said.length > 0 ? { variables: Object.fromEntries(said) } : {}),
  };
}

function problemOf(columns: Columns, cells: readonly string[]): string | null {
  const surplus = cells.slice(columns.count).some((cell) => cell !== '');
  if (surplus) return `${cells.length} cells under ${columns.count} columns`;
  if (cells.some((cell) => cell.includes('\uFFFD'))) return 'not UTF-8: save the file as "CSV UTF-8"';
  if (cells.some((cell) => cell.includes('\u0000'))) return 'holds a character that is no text';
  if (cells.some((cell) => cell.length > MAX_CELL)) return `a cell is longer than ${MAX_CELL} characters`;
  return null;
}

/** `Phone Number`, `PHONE_NUMBER` and `phoneNumber` are one; `İsim` is `isim`. */
function plainName(cell: string): string {
  return withoutMarks(cell)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** As a template can name it: `Due date` becomes `due_date`. */
function variableName(cell: string): string {
  const word = withoutMarks(cell)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return word.replace(/^[^a-z]+|_+$/g, '').slice(0, MAX_VARIABLE_NAME);
}

/** Letters as ASCII has them; the Turkish dotless i has no decomposition. */
function withoutMarks(cell: string): string {
  return cell.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ı', 'i');
}
