/** `npm run db:migrate` and `npm run db:push`: from nothing to the tables, twice without a change, and never on production. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { connect, type Sql } from '../../src/platform/database/index.ts';
import { databaseUrl } from '../support/postgres.ts';

let admin: Sql;
let name: string;
let url: string;
let sql: Sql;

beforeAll(async () => {
  const server = inject('testServer');
  name = `${server.prefix}_${randomUUID().slice(0, 8)}`;
  url = databaseUrl(server.url, name);
  admin = connect({ url: server.url, max: 1, applicationName: 'jobrun-test-admin' });
  await admin`CREATE DATABASE ${admin(name)}`;
  sql = connect({ url, max: 1, applicationName: 'jobrun-test-owner' });
});
afterAll(async () => {
  await sql.end();
  await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`;
  await admin.end();
});

const columns = () =>
  sql<{ column: string }[]>`
    SELECT concat_ws('.', table_schema, table_name, column_name, data_type) AS column
    FROM information_schema.columns WHERE table_schema IN ('public', 'runbook') ORDER BY 1`.then((rows) =>
    rows.map(({ column }) => column),
  );

test('a database that is away, refuses us or is not ours yet is told in a sentence with its remedy', {
  timeout: 60_000,
}, async () => {
  const nobody = 'postgres://jobrun:hunter2@127.0.0.1:9/jobrun';
  const missing = databaseUrl(url, `${name}_missing`);
  const scripts = [
    ['db-migrate', nobody, 'The database cannot be reached (ECONNREFUSED).'],
    ['keys', nobody, 'The database cannot be reached (ECONNREFUSED).', 'list'],
    ['timeline', missing, 'The database lets nobody in like this (3D000).', '07700900123'],
    ['keys', url, 'The database has no tables of ours yet.', 'list'],
    ['timeline', url, 'The database has no tables of ours yet.', '07700900123'],
  ] as const;
  const told = await Promise.all(
    scripts.map(([script, DATABASE_URL, , ...args]) => runScript(script, { args, env: { DATABASE_URL } })),
  );
  for (const [n, [, , sentence]] of scripts.entries()) {
    expect(told[n]).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]+\n→ .+\n$/),
    });
    expect(told[n]?.stderr).toContain(sentence);
    expect(told[n]?.stderr).not.toContain('hunter2');
  }
});

test('an empty database gets the tables, and again is no change', async () => {
  expect(await columns()).toEqual([]);
  // The direct URL is the one that counts: behind the other there may be a pooler.
  const env = { DIRECT_DATABASE_URL: url, DATABASE_URL: 'postgres://127.0.0.1:1/nobody' };
  const first = await runScript('db-migrate', { env });
  expect(first).toEqual({ exitCode: 0, stdout: 'The database is at the present schema.\n', stderr: '' });
  const migrated = await columns();
  expect(migrated).toContain('runbook.clients.phoneNumber.text');
  expect(await runScript('db-migrate', { env })).toEqual(first);
  expect(await columns()).toEqual(migrated);
});

/** 90 s: drizzle-kit takes two seconds a run on a machine that has nothing else to do. */
const THREE_PUSHES_MS = 90_000;

test('push brings the tables to what the code says, and loses data only when told to', {
  timeout: THREE_PUSHES_MS,
}, async () => {
  const expected = await columns();
  await sql`ALTER TABLE outbox DROP COLUMN error_code`;
  const pushed = await runScript('db-push', { env: { DATABASE_URL: url } });
  expect(pushed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(pushed.stdout).toContain('ALTER TABLE "outbox" ADD COLUMN "error_code" text');
  expect(await columns()).toEqual(expected);

  await sql`ALTER TABLE outbox ADD COLUMN kept_by_hand text`;
  await sql`INSERT INTO outbox (id, kind, lane, payload) VALUES (gen_random_uuid(), 'sendText', 'a', '{}')`;
  const refused = await runScript('db-push', { env: { DATABASE_URL: url } });
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain("You're about to delete kept_by_hand column in outbox table with 1 items");
  expect(refused.stderr).toMatch(/drizzle-kit changed nothing.*--force/);
  expect(await columns()).not.toEqual(expected);

  const forced = await runScript('db-push', { args: ['--force'], env: { DATABASE_URL: url } });
  expect(forced.exitCode).toBe(0);
  expect(await columns()).toEqual(expected);
});

test('push refuses production, and a host that nobody named', async () => {
  const production = await runScript('db-push', { env: { DATABASE_URL: url, NODE_ENV: 'production' } });
  expect(production).toMatchObject({ exitCode: 1, stdout: '' });
  expect(production.stderr).toMatch(/db:push refuses NODE_ENV=production/);
  const elsewhere = await runScript('db-push', {
    env: { DATABASE_URL: 'postgres://jobrun:hunter2@db.example/jobrun' },
  });
  expect(elsewhere).toMatchObject({ exitCode: 1, stdout: '' });
  expect(elsewhere.stderr).toMatch(/refuses the database host db\.example/);
  expect(elsewhere.stderr).not.toContain('hunter2');
});
