/** The journal and the messages by month: what was there before is taken over, a lookup stays in its month, and the engine can destroy nothing recent. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyMigrations } from '../../src/platform/database/apply-migrations.ts';
import { connect, migrate, type Sql } from '../../src/platform/database/index.ts';
import { packageRoot } from '../../src/platform/root.ts';
import { retain } from '../../src/tasks/retention.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { databaseUrl, startTemporary } from '../support/postgres.ts';

const never = new AbortController().signal;

/** The bounds of a table's partitions, by name. */
const partitionsOf = async (sql: Sql, table: string) =>
  Object.fromEntries(
    (
      await sql<{ name: string; bound: string }[]>`
        SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = ${table}::regclass ORDER BY 1`
    ).map(({ name, bound }) => [name, bound]),
  );

/** "_2026_11": the month that lies so many after this one. */
function monthName(ahead: number): string {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
  return `_${month.toISOString().slice(0, 7).replace('-', '_')}`;
}

/** A UUIDv7 of a moment. */
function idAt(moment: Date, last = '1'): string {
  const ms = moment.getTime().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${last.padStart(12, '0')}`;
}

const message = (id: string) => ({
  ...{
    id,
    org_id: 'a',
    direction: 'inbound',
    our_number: '+447700900003',
    body: 'hello',
    status: 'received',
  },
  their_number: '+447700900004',
});
const transition = (at: Date) => ({
  ...{ conversation_id: idAt(at), org_id: 'a', step: 1, event: {}, to_state: 'S1', effects: [], at },
});

describe('a database of the time before, whose owner is no superuser', () => {
  let server: { url: string; stop: () => Promise<void> };
  let owner: Sql;
  /** Nobody but a superuser may look into a partition, not even to ask in which one a row lies. */
  let admin: Sql;
  let engine: Sql;
  const folder = mkdtemp(join(tmpdir(), 'jobrun-drizzle-'));
  const strayId = 'f0000000-0000-4000-8000-000000000001';
  const longAgo = new Date('2020-02-03T04:05:06Z');
  const inTheFuture = new Date(Date.now() + 365 * 86_400_000);

  beforeAll(async () => {
    server = await startTemporary();
    const maker = connect({ url: server.url, max: 1, applicationName: 'jobrun-test-admin' });
    await maker`CREATE ROLE plain_owner LOGIN PASSWORD 'only-for-this-test' CREATEDB CREATEROLE`;
    await maker`CREATE DATABASE plain OWNER plain_owner`;
    await maker.end();
    admin = connect({ url: databaseUrl(server.url, 'plain'), max: 1, applicationName: 'jobrun-test-admin' });
    const url = new URL(databaseUrl(server.url, 'plain'));
    [url.username, url.password] = ['plain_owner', 'only-for-this-test'];
    owner = connect({ url: url.href, max: 2, applicationName: 'jobrun-test-owner' });
    engine = connect({ url: url.href, role: 'jobrun_engine', max: 2, applicationName: 'jobrun-test-engine' });
    await applyMigrations(owner, await migrationsBefore(await folder));
    for (const id of [idAt(longAgo), idAt(new Date()), strayId])
      await engine`INSERT INTO messages ${engine(message(id))}`;
    for (const at of [longAgo, new Date(), inTheFuture])
      await engine`INSERT INTO transitions ${engine(transition(at))}`;
    await migrate(url.href);
  });
  afterAll(async () => {
    await Promise.all([owner?.end(), engine?.end(), admin?.end()]);
    await server?.stop();
    await rm(await folder, { recursive: true, force: true });
  });

  test('becomes the first partition, except for what belongs into none', async () => {
    const lie = await admin`
      SELECT tableoid::regclass::text AS partition, id FROM messages ORDER BY id`;
    const first = `by_month.messages${monthName(0)}`;
    expect(lie).toEqual([
      { partition: first, id: idAt(longAgo) },
      { partition: first, id: lie[1]?.id },
      { partition: 'by_month.messages_default', id: strayId },
    ]);
    const journal = await admin`SELECT tableoid::regclass::text AS partition FROM transitions ORDER BY at`;
    expect(journal.map(({ partition }) => partition)).toEqual([
      `by_month.transitions${monthName(0)}`,
      `by_month.transitions${monthName(0)}`,
      'by_month.transitions_default',
    ]);
  });

  test('has the months ahead, and goes on counting where the journal was', async () => {
    const names = [0, 1, 2, 3].map((ahead) => `messages${monthName(ahead)}`);
    expect(Object.keys(await partitionsOf(owner, 'messages'))).toEqual([...names, 'messages_default'].sort());
    const [last] = await engine`SELECT max(id)::int AS id FROM transitions`;
    await engine`INSERT INTO transitions ${engine(transition(new Date()))}`;
    const [next] = await engine`SELECT max(id)::int AS id FROM transitions`;
    expect(next?.id).toBe(last?.id + 1);
  });

  test('lets the engine have what was there, and makes a month anew that is missing, rows and all', async () => {
    expect(await engine`SELECT FROM messages`).toHaveLength(3);
    const missing = `transitions${monthName(2)}`;
    await owner`DROP TABLE ${owner(`by_month.${missing}`)}`;
    const now = new Date();
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 15));
    await engine`INSERT INTO transitions ${engine(transition(at))}`;
    expect((await retain(engine, {}, never)).made).toEqual([missing]);
    expect((await retain(engine, {}, never)).made).toEqual([]);
    const [row] = await admin`SELECT tableoid::regclass::text AS partition FROM transitions WHERE at = ${at}`;
    expect(row?.partition).toBe(`by_month.${missing}`);
  });
});

test('a table that was prepared for it keeps nothing of the preparation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-drizzle-'));
  const db = await cloneDatabase();
  try {
    await db.sql`DROP SCHEMA public, by_month, runbook, drizzle CASCADE`;
    await db.sql`CREATE SCHEMA public`;
    await db.sql`GRANT USAGE ON SCHEMA public TO PUBLIC`;
    await applyMigrations(db.sql, await migrationsBefore(folder));
    await db.sql`INSERT INTO transitions ${db.sql(transition(new Date()))}`;
    const document = await readFile(join(packageRoot, 'docs', 'SCALING.md'), 'utf8');
    const [, prepare = ''] = /```sql\n([\s\S]*?)```/.exec(document) ?? [];
    const statements = prepare.split(';\n').filter((one) => one.trim() !== '');
    const nextMonth = `${monthName(1).slice(1).replace('_', '-')}-01`;
    let firstId = '';
    for (const statement of statements) {
      const dated = statement
        .replaceAll('2026-12-01', nextMonth)
        .replaceAll(/'[0-9a-f-]{36}'/g, `'${firstId}'`);
      const [row] = await db.sql.unsafe(dated);
      if (row) firstId = String(Object.values(row)[0]);
    }
    expect(firstId).toBe(idAt(new Date(`${nextMonth}T00:00:00Z`)).slice(0, 14) + firstId.slice(14));
    await migrate(db.url);
    const checks = await db.sql`SELECT conname FROM pg_constraint WHERE conname LIKE '%\\_month'`;
    expect(checks).toEqual([]);
    await db.engine`INSERT INTO transitions ${db.engine(transition(new Date(`${nextMonth}T01:00:00Z`)))}`;
    expect(await db.engine`SELECT FROM transitions`).toHaveLength(2);
  } finally {
    await db.drop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** The migrations as they were before the tables were partitioned. */
async function migrationsBefore(folder: string): Promise<string> {
  await cp(join(packageRoot, 'drizzle'), folder, { recursive: true });
  const file = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { tag: string }[] };
  const at = journal.entries.findIndex(({ tag }) => tag.endsWith('_partitions'));
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }));
  return folder;
}

describe('a database of today', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await cloneDatabase();
  });
  afterAll(() => db.drop());

  const planOf = async (query: string) => {
    const rows = await db.engine.unsafe(`EXPLAIN (COSTS OFF) ${query}`);
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };

  test('looks for a text by its id in one month', async () => {
    const plan = await planOf(`SELECT FROM messages WHERE id = '${idAt(new Date())}'`);
    expect(plan.match(/messages_[0-9a-z_]+/g)?.filter((name) => !/_pkey/.test(name))).toEqual([
      expect.stringMatching(new RegExp(`^messages${monthName(0)}`)),
    ]);
  });

  test('finds the month of an id that is a parameter of a plan made once and for all', async () => {
    await db.engine.begin(async (tx) => {
      await tx`SET LOCAL plan_cache_mode = force_generic_plan`;
      await tx.unsafe('PREPARE one (uuid) AS UPDATE messages SET status = status WHERE id = $1');
      const rows = await tx.unsafe(
        `EXPLAIN (COSTS OFF, ANALYZE, TIMING OFF, BUFFERS OFF) EXECUTE one ('${idAt(new Date())}')`,
      );
      const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
      expect(plan).toContain('Subplans Removed: 4');
      await tx.unsafe('DEALLOCATE one');
    });
  });

  test('looks for a thread in the index of every month, and reads no month whole', async () => {
    await db.engine.begin(async (tx) => {
      // An empty table is read whole, and rightly; the question is whether the indexes are there.
      await tx`SET LOCAL enable_seqscan = off`;
      const rows = await tx.unsafe(
        `EXPLAIN (COSTS OFF) SELECT FROM messages WHERE org_id = 'a' AND their_number = '+447700900004'`,
      );
      const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
      expect(plan).not.toContain('Seq Scan');
      expect(plan.match(/Index Cond/g)).toHaveLength(
        Object.keys(await partitionsOf(db.sql, 'messages')).length,
      );
    });
  });

  test('recognises a text that is written twice', async () => {
    const twice = () =>
      db.engine`INSERT INTO messages ${db.engine(message(idAt(new Date(0))))} ON CONFLICT (id) DO NOTHING RETURNING id`;
    expect(await twice()).toHaveLength(1);
    expect(await twice()).toHaveLength(0);
  });

  test('shows no role of the service a partition by itself', async () => {
    await expect(db.engine`SELECT FROM by_month.messages_default`).rejects.toThrow('permission denied');
    await expect(db.engine`DROP TABLE by_month.messages_default`).rejects.toThrow('must be owner');
    await expect(db.engine`CREATE TABLE by_month.mine (id int)`).rejects.toThrow('permission denied');
    const lax = await db.sql`
      SELECT relname FROM pg_class WHERE relnamespace = 'by_month'::regnamespace AND relkind = 'r'
        AND NOT (relrowsecurity AND relforcerowsecurity)`;
    expect(lax).toEqual([]);
    const rights = await db.sql`
      SELECT grantee, table_name FROM information_schema.role_table_grants
      WHERE table_schema = 'by_month' AND grantee LIKE 'jobrun%'`;
    expect(rights).toEqual([]);
  });

  test('lets nobody but the engine call what keeps the months', async () => {
    await db.sql.begin(async (tx) => {
      for (const role of ['jobrun_tenant', 'jobrun_operator']) {
        await tx`SET LOCAL ROLE ${tx(role)}`;
        await expect(tx.savepoint((one) => one`SELECT by_month.make()`)).rejects.toThrow('permission denied');
      }
    });
  });

  test('gives the engine five functions, and nobody else any', async () => {
    const callable = (role: string) => db.sql<{ name: string }[]>`
      SELECT proname AS name FROM pg_proc
      WHERE pronamespace = 'by_month'::regnamespace AND has_function_privilege(${role}, oid, 'EXECUTE') ORDER BY 1`;
    const names = (await callable('jobrun_engine')).map(({ name }) => name);
    expect(names).toEqual(['drop_old', 'empty_call_words', 'forget_calls', 'forget_settled', 'make']);
    expect(await callable('jobrun_tenant')).toEqual([]);
    expect(await callable('jobrun_operator')).toEqual([]);
  });

  test('throws away a month that is over for longer than wanted, and no other', async () => {
    await partitionOf(db.sql, 'transitions', -5);
    await partitionOf(db.sql, 'transitions', -4);
    await partitionOf(db.sql, 'transitions', -3);
    const before = Object.keys(await partitionsOf(db.sql, 'transitions'));
    expect((await retain(db.engine, { messages: 3 }, never)).dropped).toEqual([]);
    expect((await retain(db.engine, { journal: 4 }, never)).dropped).toEqual([`transitions${monthName(-5)}`]);
    expect((await retain(db.engine, { journal: 3 }, never)).dropped).toEqual([`transitions${monthName(-4)}`]);
    expect((await retain(db.engine, { journal: 3 }, never)).dropped).toEqual([]);
    expect(Object.keys(await partitionsOf(db.sql, 'transitions'))).toEqual(
      before.filter((name) => ![-5, -4].some((ahead) => name.endsWith(monthName(ahead)))),
    );
  });

  test('refuses to destroy what is recent, whatever the engine asks', async () => {
    const ask = (table: string, months: number | null) =>
      db.engine`SELECT by_month.drop_old(${table}, ${months}) AS names`;
    for (const months of [2, 0, -100, null])
      await expect(ask('messages', months)).rejects.toThrow('three months');
    for (const table of ['consent_ledger', 'messages; DROP TABLE organizations', ''])
      await expect(ask(table, 3)).rejects.toThrow('not a table');
    for (const days of [89, 0, -1, null])
      await expect(db.engine`SELECT by_month.forget_settled(${days}, 10)`).rejects.toThrow('ninety days');
    await expect(db.engine`DELETE FROM inbound_events`).rejects.toThrow('permission denied');
    await expect(db.engine`DELETE FROM outbox`).rejects.toThrow('permission denied');
  });
});

/** A month in the past gets a partition of its own: the one that holds all the past begins after it. */
async function partitionOf(sql: Sql, table: string, ahead: number): Promise<void> {
  const start = (n: number) => `${monthName(n).slice(1).replace('_', '-')}-01T00:00:00Z`;
  const first = `by_month.${table}${monthName(0)}`;
  await sql.unsafe(`ALTER TABLE ${table} DETACH PARTITION ${first}`);
  await sql.unsafe(
    `CREATE TABLE by_month.${table}${monthName(ahead)} PARTITION OF ${table} FOR VALUES FROM ('${start(ahead)}') TO ('${start(ahead + 1)}')`,
  );
  await sql.unsafe(
    `ALTER TABLE ${table} ATTACH PARTITION ${first} FOR VALUES FROM ('${start(ahead + 1)}') TO ('${start(1)}')`,
  );
}

describe('what was handled and settled', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await cloneDatabase();
  });
  afterAll(() => db.drop());
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

  test('is forgotten after 90 days; what waits, is dead or is younger stays', async () => {
    const events = [
      ['handled', 91],
      ['handled', 89],
      ['pending', 91],
      ['dead', 91],
    ] as const;
    for (const [n, [status, days]] of events.entries()) {
      const at = daysAgo(days);
      await db.engine`INSERT INTO inbound_events ${db.engine({
        ...{ id: idAt(at, `${n}`), provider: 'twilio', provider_event_id: `${status}-${days}`, kind: 'text' },
        ...{ lane: 'x', payload: {}, answer: '', status, received_at: at },
        handled_at: status === 'handled' ? at : null,
      })}`;
    }
    const promises = [
      ['kept', 91],
      ['failed', 91],
      ['suppressed', 91],
      ['kept', 89],
      ['due', 91],
      ['claimed', 91],
      ['unknown', 91],
    ] as const;
    for (const [n, [status, days]] of promises.entries()) {
      const at = daysAgo(days);
      await db.engine`INSERT INTO outbox ${db.engine({
        ...{ id: idAt(at, `${n}`), kind: 'sendText', lane: `${status}-${days}`, payload: {}, status },
        ...{ created_at: at, kept_at: status === 'kept' ? at : null },
      })}`;
    }
    expect((await retain(db.engine, {}, never)).forgotten).toBe(4);
    expect((await retain(db.engine, {}, never)).forgotten).toBe(0);
    const left = await db.sql`SELECT provider_event_id AS name FROM inbound_events ORDER BY 1`;
    expect(left.map(({ name }) => name)).toEqual(['dead-91', 'handled-89', 'pending-91']);
    const open = await db.sql`SELECT lane AS name FROM outbox ORDER BY 1`;
    expect(open.map(({ name }) => name)).toEqual(['claimed-91', 'due-91', 'kept-89', 'unknown-91']);
  });
});
