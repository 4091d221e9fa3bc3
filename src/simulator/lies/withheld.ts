/** What is held back: until its time has come, until something later was delivered, or until the lying stops. */
import type { Background } from '../background.ts';

export interface Withheld {
  /** How many things wait. */
  readonly size: number;
  /** Resolves after `ms` of the network's time at the latest. Rejects when the simulator closes. */
  wait(ms: number, until?: string): Promise<void>;
  /** Something was delivered: whatever waited for it goes on. */
  passed(what: string): void;
  /** Lies were switched off: nothing waits any longer. */
  releaseAll(): void;
}

export function createWithheld(background: Background): Withheld {
  const waiting = new Map<AbortController, string | undefined>();
  const release = (fits: (until: string | undefined) => boolean) => {
    for (const [controller, until] of waiting) if (fits(until)) controller.abort();
  };
  return {
    get size() {
      return waiting.size;
    },
    async wait(ms, until) {
      const controller = new AbortController();
      waiting.set(controller, until);
      try {
        await background.sleep(ms, controller.signal);
      } catch (error) {
        if (background.signal.aborted) throw error;
      } finally {
        waiting.delete(controller);
      }
    },
    passed: (what) => release((until) => until === what),
    releaseAll: () => release(() => true),
  };
}
