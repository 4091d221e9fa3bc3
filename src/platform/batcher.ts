/** Collects what arrives while a batch is under way and hands it over together: no timer, no waiting at low load. */

/** The outcome of one item of a batch: a value, or the reason why this one item failed. */
export type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

export interface Batcher<Item, Result> {
  (item: Item): Promise<Result>;
  /** How many items wait or are under way. */
  size(): number;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

/**
 * One batch at a time. `handle` answers each item in its place; when it rejects, every item of the batch is rejected
 * with that reason. `maxItems` bounds a batch, so that one transaction stays short.
 */
export function createBatcher<Item, Result>(
  handle: (items: readonly Item[]) => Promise<readonly Settled<Result>[]>,
  maxItems: number,
): Batcher<Item, Result> {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (reason: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let underWay = 0;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      underWay = batch.length;
      try {
        const settled = await handle(batch.map(({ item }) => item));
        batch.forEach(({ resolve, reject }, index) => {
          const one = settled[index];
          if (one && 'value' in one) resolve(one.value);
          else reject(one ? one.error : new Error('the batch gave no answer for this item'));
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    underWay = 0;
    running = null;
  }

  const add = (item: Item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // A microtask later, so that items that arrive in the same turn of the event loop share the first batch.
      running ??= Promise.resolve().then(run);
    });
  return Object.assign(add, {
    size: () => waiting.length + underWay,
    idle: async () => void (await running),
  });
}
