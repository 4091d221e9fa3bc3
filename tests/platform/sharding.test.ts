/** Which keys stand in the way of sharding by `org_id`: docs/SCALING.md lists each with its reason, and lists no other. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/platform/root.ts';
import { cloneDatabase } from '../support/database.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());

/** Tables of no organization in particular. */
const NOBODYS = ['alerts', 'organizations', 'outbox_lanes', 'untextable_phones'];

const document = await readFile(join(packageRoot, 'docs', 'SCALING.md'), 'utf8');

/** The first column of the table that begins with this heading; every row has a second one that says why. */
function listed(heading: string): string[] {
  const table = document.split(`| ${heading} |`)[1]?.split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `(\w+)` \| .{10,} \|$/gm)].map(([, name]) => name ?? '');
}

const namesOf = (rows: Iterable<{ name: string }>) => [...rows].map(({ name }) => name);

test('every table says whose its rows are, except for a few that are nobody’s', async () => {
  const without = await db.sql<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped)
    ORDER BY 1`;
  expect(namesOf(without)).toEqual(NOBODYS);
});

test('every unique key without the organization is listed with its reason, and no other', async () => {
  const keys = await db.sql<{ name: string }[]>`
    SELECT i.relname AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE i.relnamespace = 'public'::regnamespace AND x.indisunique AND NOT EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey) AND a.attname = 'org_id')
    ORDER BY i.relname COLLATE "C"`;
  expect(listed('key')).toEqual(namesOf(keys));
});

test('every reference between tenants’ rows without the organization is listed, and no other', async () => {
  const references = await db.sql<{ name: string }[]>`
    SELECT f.conname AS name FROM pg_constraint f
    WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace AND NOT EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey) AND a.attname = 'org_id')
    ORDER BY f.conname COLLATE "C"`;
  expect(listed('reference')).toEqual(namesOf(references));
});

test('every table whose rows may be nobody’s is listed, and no other', async () => {
  const nullable = await db.sql<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'org_id' AND NOT a.attnotnull
    ORDER BY c.relname COLLATE "C"`;
  expect(listed('table whose `org_id` may be empty')).toEqual(namesOf(nullable));
});
