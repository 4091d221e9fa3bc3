/** The table reader: what spreadsheets save, cut anywhere, and what nobody should send. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvRow, createCsvReader, writeCsv } from '../../src/values/csv/index.ts';

const LIMITS = { rowLength: 1_000, columns: 20 };

function read(pieces: Iterable<string>, limits = LIMITS): CsvRow[] {
  const reader = createCsvReader(limits);
  const rows: CsvRow[] = [];
  for (const piece of pieces) rows.push(...reader.push(piece));
  return [...rows, ...reader.end()];
}
const cellsOf = (rows: readonly CsvRow[]) => rows.map((row) => ('cells' in row ? row.cells : row.problem));

test.each([
  ['a byte order mark and CRLF', '\uFEFFname,phone\r\nAda,07700 900001\r\n'],
  ['semicolons', 'name;phone\nAda;07700 900001'],
  ['tabs', 'name\tphone\nAda\t07700 900001\n'],
  ['quotes', '"name","phone"\n"Ada","07700 900001"\n'],
  ['blanks around cells and empty lines', ' name , phone \n\n , \n Ada ,07700 900001 \n\n'],
])('%s', (_, text) => {
  const expected = [
    ['name', 'phone'],
    ['Ada', '07700 900001'],
  ];
  expect(cellsOf(read([text]))).toEqual(expected);
  expect(cellsOf(read(text))).toEqual(expected);
});

test('a quoted cell keeps separators, doubled quotes and line ends; lines are counted from where a row begins', () => {
  const text = 'a,b\n"x, ""y""\r\nz",2\n5" pipe,3\n';
  const expected = [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x, "y"\r\nz', '2'] },
    { line: 4, cells: ['5" pipe', '3'] },
  ];
  expect(read([text])).toEqual(expected);
  expect(read(text)).toEqual(expected);
});

test('whatever is written is read back, wherever the pieces are cut', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', ' ', '"', ',', ';', '\n', '\r\n', 'ş', '7'),
    maxLength: 12,
  });
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const text = writeCsv([['one', 'two', 'three'], ...rows]);
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const kept = rows.map((row) => row.map((value) => value.trim()));
      const written = kept.filter((row) => row.some((value) => value !== ''));
      const found = cellsOf(read(pieces)).slice(1) as string[][];
      expect(found).toEqual(written);
    }),
  );
});

test('a row too long, too wide or never closed is named, and the rest is read', () => {
  const rows = read([
    `a,b\n${'x'.repeat(1_001)},1\n${','.repeat(20)}\n"quoted, and wide"${',1'.repeat(20)}\n1,2\n`,
  ]);
  expect(rows).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, problem: 'longer than 1000 characters' },
    { line: 3, problem: 'more than 20 columns' },
    { line: 4, problem: 'more than 20 columns' },
    { line: 5, cells: ['1', '2'] },
  ]);
  const swallowed = read([`a,b\n"open,1\n${'row,2\n'.repeat(200)}last,3\n`]);
  expect(swallowed[1]).toEqual({
    line: 2,
    problem: 'a quote is opened and not closed within 1000 characters',
  });
  expect(swallowed.at(-1)).toEqual({ line: 203, cells: ['last', '3'] });
  expect(read(['a,b\n1,2\n3,"open'])[2]).toEqual({ line: 3, problem: 'a quote is opened and never closed' });
});

test('a line without an end and 100,000 columns cost no more than one row may hold', () => {
  const reader = createCsvReader(LIMITS);
  const piece = 'x'.repeat(65_536);
  const before = process.memoryUsage().heapUsed;
  const named: CsvRow[] = [];
  for (let sent = 0; sent < 256 * 1024 * 1024; sent += piece.length) named.push(...reader.push(piece));
  expect(named).toEqual([{ line: 1, problem: 'longer than 1000 characters' }]);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  expect(reader.end()).toEqual([]);
  expect(read([`${'h,'.repeat(100_000)}\nAda,1\n`])).toEqual([
    { line: 1, problem: 'longer than 1000 characters' },
    { line: 2, cells: ['Ada', '1'] },
  ]);
});
