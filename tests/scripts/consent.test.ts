/** `npm run consent`: an operator sees, blocks, allows, imports and exports; bad lines are named and the rest is taken. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv } from '../../scripts/support/csv.ts';
import { runScript } from '../../scripts/support/run-script.ts';
import { mayCall, mayText } from '../../src/consent/index.ts';
import { writeCsv } from '../../src/values/csv/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

/** 60 s: each command is a process of its own. */
const LONG = 60_000;
let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'jobrun-consent-'));
  await db.sql`INSERT INTO organizations (id, owner_phone, owner_phone_as_written) VALUES ('ada', '+447700900420', '+447700900420')`;
});
afterAll(async () => {
  await db?.drop();
  await rm(folder, { recursive: true, force: true });
});

const consent = (...args: string[]) => runScript('consent', { args, env: { DATABASE_URL: db.url } });
const contact = (phone: string) => ({ orgId: 'ada', ourNumber: null, phone });

test('block, show and allow, with a reason; twice does no harm', { timeout: LONG }, async () => {
  const block = ['block', '07700 900421', '--org', 'ada', '--reason', 'asked by phone'];
  expect((await consent(...block)).stdout).toBe('+447700900421 is blocked for ada.\n');
  expect((await consent(...block)).stdout).toBe('+447700900421 was blocked for ada already.\n');
  expect(await mayText(db.engine, contact('+447700900421'))).toBe(false);
  expect((await consent('show', '+447700900421')).stdout).toMatch(
    /org:ada \| sms +\| opted out .* operator \| asked by phone/,
  );
  const silent = await consent('allow', '+447700900421', '--org', 'ada', '--reason', ' ');
  expect([silent.exitCode, silent.stderr]).toEqual([1, 'Say why: --reason "asked by phone on Monday".\n']);
  await consent('allow', '+447700900421', '--org', 'ada', '--reason', 'signed again');
  expect(await mayText(db.engine, contact('+447700900421'))).toBe(true);
});

test('an import takes the good lines, names the bad ones, and its export reads back', {
  timeout: LONG,
}, async () => {
  const file = join(folder, 'list.csv');
  await writeFile(
    file,
    '\uFEFFPhone;Channel;Reason\r\n07700 900431;;"said ""no""; twice"\r\nnobody;sms;x\r\n+447700900432;call;\r\n+447700900433;fax;\r\n',
  );
  const first = await consent('import', file, '--org', 'ada');
  expect(first.stdout).toBe('Opted out: 2. Already so: 0. Bad lines: 2.\n');
  expect(first.stderr).toBe(
    'line 3: "nobody" is not a phone number\nline 5: the channel "fax" is neither sms nor call\n',
  );
  expect(first.exitCode).toBe(1);
  expect((await consent('import', file, '--org', 'ada')).stdout).toMatch('Opted out: 0. Already so: 2.');
  expect(await mayText(db.engine, contact('+447700900432'))).toBe(true);
  expect(await mayCall(db.engine, contact('+447700900432'))).toBe(false);
  const { stdout } = await consent('export', '--org', 'ada');
  expect(readCsv(stdout).map(({ cells }) => cells.slice(0, 4))).toEqual([
    ['phone', 'channel', 'reason', 'source'],
    ['+447700900431', 'sms', 'said "no"; twice', 'import'],
    ['+447700900432', 'call', 'import', 'import'],
  ]);
});

test('what cannot be done is said in a sentence', { timeout: LONG }, async () => {
  expect((await consent('export', '--org', 'nobody')).stderr).toBe('There is no organization nobody.\n');
  expect((await consent('show', 'abc')).stderr).toBe('"abc" is not a phone number.\n');
});

test('CSV survives being written and read, formulas defused', () => {
  const cells = ['+447700900421', 'a "b", c', 'two\r\nlines', '', 'x;y'];
  expect(readCsv(writeCsv([cells])).map((row) => row.cells)).toEqual([cells]);
  expect(writeCsv([['=1+1', '+447700900421']])).toBe("'=1+1,+447700900421\r\n");
  expect(() => readCsv('a,b\n"never closed')).toThrow('line 2: a quote is opened and never closed');
});
