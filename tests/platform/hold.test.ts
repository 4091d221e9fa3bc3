/** A held connection: when it is lost, the work on it is given up at once, and nothing else is harmed. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, isDatabaseAway, type Sql, withConnection } from '../../src/platform/database/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { type Wire, wireTo } from '../support/wire.ts';

let db: TestDatabase;
let wire: Wire;
let sql: Sql;

beforeAll(async () => {
  db = await cloneDatabase();
  wire = await wireTo(db.url);
});
afterAll(async () => {
  await wire.close();
  await db.drop();
});
beforeEach(() => {
  sql = connect({ url: wire.url, max: 2, applicationName: 'held' });
});
afterEach(() => sql.end({ timeout: 1 }));

const pidOf = async (on: Sql) => (await on<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`)[0]?.pid ?? 0;
const kill = (pid: number) => db.sql`SELECT pg_terminate_backend(${pid})`;
const fails = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(isDatabaseAway(error)).toBe(true);
};

test('several statements run on one connection, and it goes back to the pool', async () => {
  const pids = await withConnection(sql, async (held) => [await pidOf(held), await pidOf(held)]);
  expect(new Set(pids).size).toBe(1);
  await Promise.all([1, 2, 3, 4].map(() => withConnection(sql, pidOf)));
});

test('an error of a statement leaves the connection usable', async () => {
  await withConnection(sql, async (held) => {
    await expect(held`SELECT 1 / 0`).rejects.toMatchObject({ code: '22012' });
    expect(await pidOf(held)).toBeGreaterThan(0);
  });
});

test('lost in the middle of a statement: the work fails, a ROLLBACK after it harms nobody', async () => {
  const work = withConnection(sql, async (held) => {
    const pid = await pidOf(held);
    await held`BEGIN`.simple();
    try {
      await Promise.all([held`SELECT pg_sleep(30)`, kill(pid)]);
    } finally {
      await held`ROLLBACK`.simple().catch(() => {});
    }
  });
  await fails(work);
  expect(await pidOf(sql)).toBeGreaterThan(0);
});

test('lost between two statements: the next one fails instead of running outside its transaction', async () => {
  let isOver = false;
  const work = withConnection(sql, async (held) => {
    await held`BEGIN`.simple();
    await kill(await pidOf(held));
    await until(() => wire.connections() === 0);
    // The driver hears of it within some turns of the event loop.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await held`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900991')`;
    isOver = true;
  });
  await fails(work);
  expect(isOver).toBe(false);
  expect(await db.sql`SELECT FROM phone_numbers`).toHaveLength(0);
});

test('a server that lets the deadline pass is hung up on, and the next work gets a new connection', async () => {
  await withConnection(sql, pidOf);
  wire.silence();
  const startedAt = performance.now();
  await fails(withConnection(sql, pidOf, { deadlineMs: 200 }));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await wire.mend();
  expect(await withConnection(sql, pidOf, { deadlineMs: 5_000 })).toBeGreaterThan(0);
});

test('when the server comes back, a pool that lost all its connections works again within moments', async () => {
  await Promise.all([withConnection(sql, pidOf), withConnection(sql, pidOf)]);
  await wire.cut();
  for (let n = 0; n < 5; n += 1) await fails(withConnection(sql, pidOf, { deadlineMs: 500 }));
  await wire.mend();
  // Longer than the second that the pool waits between two tries: a deadline within it hangs up on every one.
  await until(() => withConnection(sql, pidOf, { deadlineMs: 3_000 }).catch(() => null), {
    timeoutMs: 8_000,
  });
});
