/** The queue: tasks of a killed node are freed by a survivor, those of a living one are left alone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/platform/database/index.ts';
import {
  freeTasksOfDeadNodes,
  type Runner,
  removeReplacedTasks,
  startRunner,
  wakeUp,
} from '../../src/platform/queue/index.ts';
import { showAlive } from '../../src/platform/queue/node-lock.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { catchLog } from '../support/log-catcher.ts';
import { until } from '../support/until.ts';
import { wireTo } from '../support/wire.ts';

const HANGING_NODE = fileURLToPath(new URL('./hanging-node.ts', import.meta.url));
let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase({ connections: 6 });
});
afterAll(() => db.drop());

/** Who has a task in hand. */
const holders = async () => {
  const rows = await db.sql<{ locked_by: string }[]>`
    SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL`;
  return rows.map(({ locked_by }) => locked_by);
};

test('a task of a node that was killed is freed by a survivor and runs again, at once', async () => {
  const node = spawn(process.execPath, ['--import', 'tsx', HANGING_NODE, db.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await wakeUp(db.engine, 'hang', { key: 'only' });
  await once(node.stdout, 'data');
  const [dead] = await until(async () => {
    const names = await holders();
    return names.length === 1 && names;
  });

  expect(await freeTasksOfDeadNodes(db.engine, 0)).toEqual([]);
  expect(await holders()).toEqual([dead]);

  node.kill('SIGKILL');
  await once(node, 'exit');
  expect(
    await until(async () => {
      const freed = await freeTasksOfDeadNodes(db.engine, 0);
      return freed.length > 0 && freed;
    }),
  ).toEqual([dead]);
  expect(await holders()).toEqual([]);

  const done = Promise.withResolvers<void>();
  const survivor = await startRunner({
    url: db.url,
    sql: db.engine,
    concurrency: 1,
    log: catchLog().log,
    tasks: { hang: async () => done.resolve() },
  });
  await done.promise;
  await survivor.stop();
});

test('a task that was replaced while a node ran it is over when that node dies', async () => {
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
  await wakeUp(db.engine, 'nothing', { key: 'replaced' });
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_by = 'gone', locked_at = now() - interval '1 hour', attempts = 1`;
  await wakeUp(db.engine, 'nothing', { key: 'replaced' });
  expect(await freeTasksOfDeadNodes(db.engine)).toEqual(['gone']);
  await removeReplacedTasks(db.engine);
  const left = await db.sql`SELECT key, attempts, locked_by FROM graphile_worker._private_jobs`;
  expect(left).toEqual([{ key: 'replaced', attempts: 0, locked_by: null }]);
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
});

test('a task that the database gave to a living node that never heard of it runs all the same', async () => {
  const gate = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const found = Promise.withResolvers<void>();
  let starts = 0;
  const runner = await startRunner({
    url: db.url,
    sql: db.engine,
    concurrency: 2,
    log: catchLog().log,
    tasks: {
      long: async () => {
        starts += 1;
        started.resolve();
        await gate.promise;
      },
      lost: async () => found.resolve(),
    },
  });
  await wakeUp(db.engine, 'long', { key: 'long' });
  await started.promise;
  const [name] = await holders();
  await wakeUp(db.engine, 'lost', { key: 'lost', afterMs: 60_000 });
  await db.sql`
    UPDATE graphile_worker._private_jobs SET run_at = now(), locked_by = ${name ?? ''}, locked_at = now() - interval '14 seconds'`;
  expect(await runner.freeLostTasks()).toBe(0);
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '16 seconds'`;
  expect(await runner.freeLostTasks()).toBe(1);
  await found.promise;
  gate.resolve();
  await runner.stop();
  expect(starts).toBe(1);
  expect(await db.sql`SELECT FROM graphile_worker._private_jobs`).toHaveLength(0);
});

test('a node that has only just taken its task is given time to show that it is alive', async () => {
  await db.sql`SELECT graphile_worker.add_job('nothing')`;
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_by = 'ghost', locked_at = now()`;
  expect(await freeTasksOfDeadNodes(db.engine)).toEqual([]);
  await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '16 seconds'`;
  expect(await freeTasksOfDeadNodes(db.engine)).toEqual(['ghost']);
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
});

/** Ends the database connections that hold a node's lock, as a restart of the server would. */
const loseLocks = () => db.sql`
  SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND classid = ${0x6e6f6465}::bigint::oid
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

test('a node notices that the connection of its lock was lost, without hanging on it', async () => {
  const lock = await showAlive(db.engine, 'a-node');
  expect(lock.isHeld()).toBe(true);
  await loseLocks();
  await until(() => !lock.isHeld());
  await lock.release();
});

test('a running node shows its lock again, so that nobody takes its tasks from it', async () => {
  const gate = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const runner: Runner = await startRunner({
    url: db.url,
    sql: db.engine,
    concurrency: 1,
    log: catchLog().log,
    tasks: {
      long: async () => {
        started.resolve();
        await gate.promise;
      },
    },
  });
  await wakeUp(db.engine, 'long', { key: 'long' });
  await started.promise;
  await loseLocks();
  const isShown = async () => {
    const locks = await db.sql`
      SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = ${0x6e6f6465}::bigint::oid AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    return locks.length > 0;
  };
  await until(async () => !(await isShown()));
  await until(async () => {
    await runner.showAliveAgain();
    return isShown();
  });
  expect(await freeTasksOfDeadNodes(db.engine, 0)).toEqual([]);
  gate.resolve();
  await runner.stop();
  expect(await isShown()).toBe(false);
});

test('a queue that could not write down the end of a task, because the database went away, starts anew', async () => {
  const wire = await wireTo(db.url);
  const sql = connect({ url: wire.url, role: 'jobrun_engine', max: 2, applicationName: 'wired' });
  const { log, records } = catchLog();
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  const runner = await startRunner({
    url: wire.url,
    sql,
    concurrency: 1,
    log,
    tasks: {
      cut_off: async () => {
        done.push('begun');
        await gate.promise;
      },
      after: async () => void done.push('after'),
    },
  });
  await wakeUp(db.engine, 'cut_off', { key: 'cut_off' });
  await until(() => done.includes('begun'));
  await wire.cut();
  gate.resolve();
  await until(() => records('queue.ended').length > 0);
  await wire.mend();
  await wakeUp(db.engine, 'after', { key: 'after' });
  await until(() => done.includes('after'));
  await runner.stop();
  await sql.end({ timeout: 1 });
  await wire.close();
});

test('a queue that gave up starts anew, also while a task of it never ends', {
  timeout: 30_000,
}, async () => {
  const wire = await wireTo(db.url);
  const sql = connect({ url: wire.url, role: 'jobrun_engine', max: 2, applicationName: 'wired' });
  const { log, records } = catchLog();
  const [gate, never] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done: string[] = [];
  const runner = await startRunner({
    url: wire.url,
    sql,
    concurrency: 2,
    log,
    tasks: {
      cut_off: async () => {
        done.push('begun');
        await gate.promise;
      },
      never_ends: async () => {
        done.push('hangs');
        await never.promise;
      },
      after: async () => void done.push('after'),
    },
  });
  await wakeUp(db.engine, 'cut_off', { key: 'cut_off' });
  await wakeUp(db.engine, 'never_ends', { key: 'never_ends' });
  await until(() => done.includes('begun') && done.includes('hangs'));
  await wire.cut();
  gate.resolve();
  await until(() => records('queue.ended').length > 0, { timeoutMs: 15_000, what: 'the queue ends' });
  await wire.mend();
  await wakeUp(db.engine, 'after', { key: 'after' });
  await until(() => done.includes('after'), { timeoutMs: 10_000, what: 'a new node takes tasks' });
  never.resolve();
  await runner.stop();
  await sql.end({ timeout: 1 });
  await wire.close();
});

test('a task that fails is tried again, and its error is in the log', async () => {
  const { log, records } = catchLog();
  let tries = 0;
  const runner = await startRunner({
    url: db.url,
    sql: db.engine,
    concurrency: 1,
    log,
    tasks: {
      flaky: async () => {
        tries += 1;
        if (tries === 1) throw new Error('the first time never works');
      },
    },
  });
  await wakeUp(db.engine, 'flaky', { key: 'flaky' });
  await until(() => tries === 1);
  await until(
    async () =>
      (await db.sql`SELECT FROM graphile_worker._private_jobs WHERE attempts = 1 AND locked_at IS NULL`)
        .length > 0,
  );
  await db.sql`UPDATE graphile_worker._private_jobs SET run_at = now()`;
  await until(() => tries === 2);
  await runner.stop();
  expect(records('queue.error').some(({ queue }) => String(queue).includes('never works'))).toBe(true);
});
