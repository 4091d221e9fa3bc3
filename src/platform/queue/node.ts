/** One node of the queue: its workers, its connections, and the lock that shows that it is alive. */
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import type { Log } from '../log.ts';
import { freeTasksExcept, showAlive } from './node-lock.ts';
import type { RunnerOptions } from './runner.ts';

export interface QueueNode {
  /** Resolves when the node works no more, with the reason, or null when it was closed. */
  readonly ended: Promise<unknown>;
  /** Shows this node as alive again after its connection was lost. */
  showAliveAgain(): Promise<void>;
  /** Frees what the database believes to be in this node's hands and is not. Resolves to how many tasks. */
  freeLostTasks(): Promise<number>;
  /** Finishes what is under way and ends. Safe to call twice, and after the end. */
  close(): Promise<void>;
}

/** 2 s: only for tasks whose notification got lost; everything else starts some 3 ms after its commit. */
const POLL_INTERVAL_MS = 2_000;

/**
 * 5 s after the library gave up: it then waits for its tasks without an end when one of them cannot be written down
 * (seen when PostgreSQL was killed under ten running tasks), and nobody on this node would work any more.
 */
const GIVE_UP_MS = 5_000;

/**
 * The end of a task is written down in a batch of its own. Without batches the library lets the rejection go
 * unheard, and ends the process, when the database goes away just then; with them it tries again for minutes.
 */
const WRITTEN_DOWN_WITH_RETRIES = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

export async function openNode(options: RunnerOptions): Promise<QueueNode> {
  const pool = openPool(options);
  try {
    return await runOn(pool, options);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function runOn(pool: Pool, { tasks, concurrency, log, sql }: RunnerOptions): Promise<QueueNode> {
  const events: WorkerEvents = new EventEmitter();
  const created = new Promise<string>((resolve) => {
    events.once('pool:create', ({ workerPool }) => resolve(workerPool.id));
  });
  const gaveUp = new Promise<unknown>((resolve) => {
    events.once('pool:fatalError', ({ error }) => {
      void delay(GIVE_UP_MS, undefined, { ref: false }).then(() => resolve(error));
    });
  });
  const inHand = new Set<string>();
  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, { job }) => {
        inHand.add(job.id);
        await task(payload).finally(() => inHand.delete(job.id));
      },
    ]),
  );
  const runner = await run({
    pgPool: pool,
    taskList,
    concurrency,
    pollInterval: POLL_INTERVAL_MS,
    noHandleSignals: true,
    events,
    logger: quietLogger(log),
    preset: { worker: WRITTEN_DOWN_WITH_RETRIES },
  });
  const finished = runner.promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  const ended = Promise.race([finished, gaveUp]);
  const name = await created;
  let lock = await showAlive(sql, name).catch(async (error: unknown) => {
    await runner.stop();
    throw error;
  });
  const close = async () => {
    // It may have ended by itself, and then says so here once more; or have given up, and then nobody waits for it.
    const stopped = runner.stop().catch((error: unknown) => log.debug({ err: error }, 'queue.stop'));
    await Promise.race([stopped, gaveUp]);
    await lock.release();
    const closed = pool.end();
    await Promise.race([closed, gaveUp]);
  };
  let closing: Promise<void> | null = null;
  return {
    ended,
    showAliveAgain: async () => {
      if (lock.isHeld() || closing) return;
      lock = await showAlive(sql, name);
    },
    freeLostTasks: () => freeTasksExcept(sql, { workerPool: name, inHand: [...inHand] }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function openPool({ url, concurrency, log }: RunnerOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max: concurrency + 2,
    options: '-c role=jobrun_engine -c application_name=jobrun-queue',
    keepAlive: true,
  });
  // Without listeners an error of an idle connection would end the process; the queue reconnects by itself.
  pool.on('error', (error) => log.warn({ err: error }, 'queue.connection_lost'));
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The queue's own chatter is for debugging; its errors are ours. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ queue: message }, 'queue.error');
    else if (level === 'warning') log.warn({ queue: message }, 'queue.warning');
    else log.debug({ queue: message }, 'queue');
  });
}
