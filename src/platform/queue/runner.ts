/** Runs the background tasks of this node on the queue in PostgreSQL, and starts anew when the queue gives up. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../database/index.ts';
import type { Log } from '../log.ts';
import { openNode, type QueueNode } from './node.ts';

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
  /** Frees tasks that this node holds in the database only. Resolves to how many. */
  freeLostTasks(): Promise<number>;
}

/** 1 s: texts are waiting for the database to come back. */
const AGAIN_AFTER_MS = 1_000;

/**
 * The queue library retries much, but ends for good when it cannot write down the end of a task, which is what
 * happens when the database goes away in the middle of one. Then a new node takes over under a new name; the tasks
 * of the old one are freed like those of any dead node.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const stopping = new AbortController();
  const pause = () => delay(AGAIN_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => {});
  let node = await openNode(options);
  const watching = watch();

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const reason = await node.ended;
      if (stopping.signal.aborted) return;
      options.log.warn({ err: reason }, 'queue.ended, starting again');
      await node.close();
      // A node that ends as soon as it has started must not be started again without a pause.
      await pause();
      const next = await reopen();
      if (!next) return;
      node = next;
    }
  }

  async function reopen(): Promise<QueueNode | null> {
    while (!stopping.signal.aborted) {
      try {
        return await openNode(options);
      } catch (error) {
        options.log.warn({ err: error }, 'queue.not_started, trying again');
        await pause();
      }
    }
    return null;
  }

  return {
    stop: async () => {
      stopping.abort();
      await node.close();
      await watching;
      // A node that was just opening when we stopped.
      await node.close();
    },
    showAliveAgain: () => node.showAliveAgain(),
    freeLostTasks: () => node.freeLostTasks(),
  };
}
