/** Contacts by CSV and by hand: each bad line is named, the rest is taken, and whoever is ignored is never texted. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { isIgnoredSql } from '../../src/contacts/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
let folder: string;
const contacts = (...args: string[]) =>
  runScript('contacts', { args: [...args, '--org', 'abc'], env: { DATABASE_URL: db.url } });

beforeAll(async () => {
  db = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'jobrun-contacts-'));
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written) VALUES ('abc', '+447700900001', '+447700900001')`;
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

async function isIgnored(sql: Sql, orgId: string, phone: string): Promise<unknown> {
  const [row] = await sql`SELECT ${isIgnoredSql(sql, { orgId, phone })} AS is_ignored`;
  return row?.is_ignored;
}

test('a file is taken but for its bad line, and one of it is let in again', async () => {
  const file = join(folder, 'family.csv');
  await writeFile(file, 'name,phone\r\nMum,07700 900601\r\n"Smith, Bob",nonsense\r\nDad,+447700900602\r\n');
  const imported = await contacts('import', file);
  expect(imported.stderr).toContain('line 3: "nonsense" is not a phone number');
  expect(imported.stdout).toContain('Taken: 2.');
  expect(await isIgnored(db.engine, 'abc', '+447700900601')).toBe(true);
  await contacts('unignore', '+447700900601');
  expect(await isIgnored(db.engine, 'abc', '+447700900601')).toBe(false);
  expect((await contacts('list')).stdout).toContain('Mum');
});
