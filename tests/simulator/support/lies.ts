/** What the tests of the lies share: a clock that stands still, and a look into the network's record. */
import type { Clock, RecordEntry, RecordFact, Simulator } from '../../../src/simulator/index.ts';

/** Waits that take time end only when they are let go; a test never waits for a time. */
export interface StoppedClock extends Clock {
  /** How long everything that waits wants to wait, milliseconds. */
  readonly waiting: readonly number[];
  letGo(): void;
}

export function stoppedClock(): StoppedClock {
  const held = new Map<() => void, number>();
  return {
    get waiting() {
      return [...held.values()];
    },
    letGo() {
      for (const resolve of held.keys()) resolve();
    },
    async wait(ms, signal) {
      if (ms <= 0) return new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const give = () => resolve();
      held.set(give, ms);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      return promise.finally(() => held.delete(give));
    },
  };
}

type Entry<Type extends RecordFact['type']> = Extract<RecordEntry, { type: Type }>;

export async function recorded<Type extends RecordFact['type']>(
  sim: Simulator,
  type: Type,
  after = 0,
): Promise<Entry<Type>[]> {
  const isWanted = (entry: RecordEntry): entry is Entry<Type> => entry.type === type;
  const found: Entry<Type>[] = [];
  for await (const entry of sim.record.entries(after)) if (isWanted(entry)) found.push(entry);
  return found;
}
