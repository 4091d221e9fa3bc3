/** The network's own record: append-only, in memory or in a file, readable while it grows. */
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RecordEntry, RecordFact } from './entries.ts';

export type { RecordEntry, RecordFact } from './entries.ts';

export interface NetworkRecord {
  append(fact: RecordFact): void;
  /** The number of the last entry; 0 before the first. */
  readonly last: number;
  /** Every entry after number `after` that was there when the reading began, oldest first. */
  entries(after?: number): AsyncIterable<RecordEntry>;
  close(): void;
}

/** Some 100 MB; a longer run names a file. What is forgotten shows as a gap before the first `n`. */
const MOST_IN_MEMORY = 250_000;

export function createRecord(options: { now: () => Date; file?: string | undefined }): NetworkRecord {
  const store = options.file === undefined ? inMemory() : inFile(options.file);
  let last = 0;
  return {
    get last() {
      return last;
    },
    append(fact) {
      last += 1;
      store.add({ n: last, at: options.now().toISOString(), ...fact });
    },
    async *entries(after = 0) {
      const until = last;
      if (after >= until) return;
      for await (const entry of store.read()) {
        if (entry.n > after) yield entry;
        // Beyond it a line may be half written.
        if (entry.n >= until) return;
      }
    },
    close: () => store.close(),
  };
}

interface Store {
  add(entry: RecordEntry): void;
  read(): AsyncIterable<RecordEntry>;
  close(): void;
}

function inMemory(): Store {
  const kept: RecordEntry[] = [];
  return {
    add(entry) {
      kept.push(entry);
      if (kept.length > MOST_IN_MEMORY) kept.splice(0, MOST_IN_MEMORY / 10);
    },
    async *read() {
      yield* [...kept];
    },
    close: () => undefined,
  };
}

/** Written at once and synchronously: the record of a simulator that was killed ends with what it did last. */
function inFile(path: string): Store {
  const file = openSync(path, 'w');
  let isOpen = true;
  return {
    add(entry) {
      if (isOpen) writeSync(file, `${JSON.stringify(entry)}\n`);
    },
    async *read() {
      const input = createReadStream(path, 'utf8');
      try {
        for await (const line of createInterface({ input })) yield JSON.parse(line);
      } finally {
        input.destroy();
      }
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
