/** Work that goes on after an answer was given: started here, so that closing can end all of it. */
import { type Clock, wallClock } from './clock.ts';
import type { SimulatorLog } from './options.ts';

export interface Background {
  /** Aborted when the simulator closes. */
  readonly signal: AbortSignal;
  /** Starts work without waiting for it. A failure is logged; a failure caused by closing is not. */
  run(name: string, work: () => Promise<unknown>): void;
  /** Resolves after `ms` of the network's clock; rejects when the simulator closes or `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts everything and waits until it has ended. */
  close(): Promise<void>;
}

export function createBackground(log: SimulatorLog, clock: Clock = wallClock()): Background {
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
      await clock.wait(ms, also ? AbortSignal.any([signal, also]) : signal);
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
