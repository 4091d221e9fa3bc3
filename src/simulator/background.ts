/** Work that goes on after an answer was given: started here, so that closing can end all of it. */
import { setImmediate as nextTurn, setTimeout as timeout } from 'node:timers/promises';
import type { SimulatorLog } from './options.ts';

export interface Background {
  /** Aborted when the simulator closes. */
  readonly signal: AbortSignal;
  /** Starts work without waiting for it. A failure is logged; a failure caused by closing is not. */
  run(name: string, work: () => Promise<unknown>): void;
  /** Resolves after `ms`; rejects when the simulator closes or `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts everything and waits until it has ended. */
  close(): Promise<void>;
}

export function createBackground(log: SimulatorLog): Background {
  const controller = new AbortController();
  const running = new Set<Promise<void>>();
  const signal = controller.signal;

  return {
    signal,

    run(name, work) {
      const finished = work().then(
        () => undefined,
        (error: unknown) => {
          if (!signal.aborted) log('simulator: background work failed', { name, error });
        },
      );
      running.add(finished);
      finished.finally(() => running.delete(finished));
    },

    async sleep(ms, also) {
      const stop = also ? AbortSignal.any([signal, also]) : signal;
      if (ms <= 0) {
        await nextTurn(undefined, { signal: stop });
      } else {
        await timeout(ms, undefined, { signal: stop });
      }
    },

    async close() {
      controller.abort(new Error('the simulator is closing'));
      await Promise.all(running);
    },
  };
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
