/** The test database itself: a copy is migrated, its engine is not its owner, and copies do not see each other. */
import { afterAll, expect, test } from 'vitest';
import { cloneDatabase } from './database.ts';

const one = await cloneDatabase();
const other = await cloneDatabase();
afterAll(async () => {
  await one.drop();
  await other.drop();
});

test('a copy has the tables, and the engine works in it as its own role', async () => {
  const rows = await one.engine`SELECT current_user AS "user", count(*)::int AS n FROM organizations`;
  expect(rows[0]).toEqual({ user: 'jobrun_engine', n: 0 });
});

test('what is written in one copy is not seen in another', async () => {
  await one.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900001')`;
  expect(await one.sql`SELECT phone_e164 FROM phone_numbers`).toHaveLength(1);
  expect(await other.sql`SELECT phone_e164 FROM phone_numbers`).toHaveLength(0);
});

test('a dropped copy is gone from the server', async () => {
  const third = await cloneDatabase();
  const name = new URL(third.url).pathname.slice(1);
  await third.drop();
  expect(await one.sql`SELECT FROM pg_database WHERE datname = ${name}`).toHaveLength(0);
});
