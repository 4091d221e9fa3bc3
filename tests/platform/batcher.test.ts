/** The batcher: collects what arrives while a batch is under way, keeps the order, and adds no waiting of its own. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatcher } from '../../src/platform/batcher.ts';

/** A handler whose batches end when the test says so. */
function gated(maxItems = 100) {
  const batches: number[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const add = createBatcher<number, number>(async (items) => {
    batches.push([...items]);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return items.map((item) => ({ value: item * 10 }));
  }, maxItems);
  return { add, batches, open: (index: number) => gates[index]?.resolve(), started: () => gates.length };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what arrives while a batch is under way goes together into the next', async () => {
  const { add, batches, open } = gated();
  const first = add(1);
  await turn();
  const rest = [add(2), add(3), add(4)];
  await turn();
  expect(batches).toEqual([[1]]);
  open(0);
  expect(await first).toBe(10);
  await turn();
  expect(batches).toEqual([[1], [2, 3, 4]]);
  open(1);
  expect(await Promise.all(rest)).toEqual([20, 30, 40]);
});

test('a lone item starts at once: no timer stands before it', async () => {
  const { add, batches, open } = gated();
  const only = add(7);
  await Promise.resolve();
  await Promise.resolve();
  expect(batches).toEqual([[7]]);
  open(0);
  await only;
});

test('a batch never has more items than it may', async () => {
  const { add, batches, open } = gated(3);
  const all = [1, 2, 3, 4, 5, 6, 7].map(add);
  for (const index of [0, 1, 2]) {
    await turn();
    open(index);
  }
  await Promise.all(all);
  expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
});

test('one failing item fails alone', async () => {
  const add = createBatcher<number, number>(
    async (items) => items.map((item) => (item === 2 ? { error: new Error('two') } : { value: item })),
    10,
  );
  const settled = await Promise.allSettled([add(1), add(2), add(3)]);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a failing batch fails for each of its items, and the next batch is not touched', async () => {
  let isBroken = true;
  const add = createBatcher<number, number>(async (items) => {
    if (isBroken) throw new Error('the batch');
    return items.map((value) => ({ value }));
  }, 10);
  await expect(Promise.all([add(1)])).rejects.toThrow('the batch');
  const both = await Promise.allSettled([add(2), add(3)]);
  expect(both.every(({ status }) => status === 'rejected')).toBe(true);
  isBroken = false;
  expect(await add(4)).toBe(4);
});

test('an item without an answer is rejected instead of hanging', async () => {
  const add = createBatcher<number, number>(async () => [], 10);
  await expect(add(1)).rejects.toThrow('no answer');
});

test('idle waits for everything that is under way', async () => {
  const { add, open } = gated();
  let isIdle = false;
  const work = add(1);
  await turn();
  const idle = add.idle().then(() => {
    isIdle = true;
  });
  await turn();
  expect(isIdle).toBe(false);
  open(0);
  await work;
  await idle;
  expect(isIdle).toBe(true);
});

test('whatever the pauses between arrivals, every item is handled once, in order, and answered in its place', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      async (pauses, maxItems) => {
        const handled: number[] = [];
        const add = createBatcher<number, number>(async (items) => {
          expect(items.length).toBeLessThanOrEqual(maxItems);
          await turn();
          handled.push(...items);
          return items.map((value) => ({ value: value + 1_000 }));
        }, maxItems);
        const answers: Promise<number>[] = [];
        for (const [item, pause] of pauses.entries()) {
          for (let n = 0; n < pause; n += 1) await turn();
          answers.push(add(item));
        }
        expect(await Promise.all(answers)).toEqual(pauses.map((_, item) => item + 1_000));
        expect(handled).toEqual(pauses.map((_, item) => item));
      },
    ),
    { numRuns: 50 },
  );
});
