/** Runs the background tasks of this node on the queue in PostgreSQL. */
import { EventEmitter } from 'node:events';
import { Logger, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import type { Sql } from '../database/index.ts';
import type { Log } from '../log.ts';
import { type NodeLock, showAlive } from './node-lock.ts';

/** What a task is given: its payload, which came from the database and is parsed again. Rejecting means "try again". */
export type Task = (payload: unknown) => Promise<void>;

export interface RunnerOptions {
  /** A connection without a pooler: the queue listens. */
  readonly url: string;
  readonly sql: Sql;
  readonly tasks: Readonly<Record<string, Task>>;
  /** How many tasks run at once on this node. */
  readonly concurrency: number;
  readonly log: Log;
}

export interface Runner {
  /** Finishes what is under way, takes nothing new. */
  stop(): Promise<void>;
  /** Shows this node as alive again after its connection was lost. */
  showAliveAgain(): Promise<void>;
}

/** 2 s: only for tasks whose notification got lost; everything else starts some 3 ms after its commit. */
const POLL_INTERVAL_MS = 2_000;

export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const pool = new Pool({
    connectionString: options.url,
    max: options.concurrency + 2,
    options: '-c role=jobrun_engine -c application_name=jobrun-queue',
  });
  // Without listeners an error of an idle connection would end the process; the queue reconnects by itself.
  pool.on('error', (error) => options.log.warn({ err: error }, 'queue.connection_lost'));
  pool.on('connect', (client) => client.on('error', () => {}));
  const events: WorkerEvents = new EventEmitter();
  const created = new Promise<string>((resolve) => {
    events.once('pool:create', ({ workerPool }) => resolve(workerPool.id));
  });
  const taskList: TaskList = Object.fromEntries(
    Object.entries(options.tasks).map(([name, task]) => [name, (payload: unknown) => task(payload)]),
  );
  const runner = await run({
    pgPool: pool,
    taskList,
    concurrency: options.concurrency,
    pollInterval: POLL_INTERVAL_MS,
    noHandleSignals: true,
    events,
    logger: quietLogger(options.log),
  });
  const name = await created;
  let lock: NodeLock = await showAlive(options.sql, name);
  return {
    stop: async () => {
      await runner.stop();
      await lock.release();
      await pool.end();
    },
    showAliveAgain: async () => {
      if (lock.isHeld()) return;
      await lock.release();
      lock = await showAlive(options.sql, name);
    },
  };
}

/** The queue's own chatter is for debugging; its errors are ours. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ queue: message }, 'queue.error');
    else if (level === 'warning') log.warn({ queue: message }, 'queue.warning');
    else log.debug({ queue: message }, 'queue');
  });
}
