/** A list that is not taken in to its end: it is given up by whoever notices, called by nobody, and may be sent again. */
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { beginRequest } from '../../src/identity/index.ts';
import {
  abandonImports,
  addRecipients,
  type BatchRef,
  batchProgress,
  batchResults,
  createBatch,
  NotImportingError,
  queueBatches,
  startBatch,
  whileImporting,
} from '../../src/outbound/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { until } from '../support/until.ts';
import { ADA, MORNING, openWorld } from './world.ts';

const world = await openWorld({ connections: 20 });
const { db, clock, tools } = world;
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  clock.turn(Date.parse(MORNING) - clock.now().getTime());
});

const SECOND = 1_000;
const rows = [1, 2].map((position) => ({ position, name: null, phone: `+44770090041${position}` }));

async function created(batchId = newId()): Promise<BatchRef> {
  const batch = {
    orgId: ADA,
    batchId,
    name: 'November',
    callType: 'BILLING_REMINDER',
    source: 'csv',
  } as const;
  await createBatch(tools, batch);
  return { orgId: ADA, batchId };
}

async function progressOf(batch: BatchRef) {
  const found = await batchProgress(db.engine, batch);
  return found.kind === 'found' ? found.progress : null;
}

test('nobody takes it in any more: within half a minute it has failed, says why, and calls nobody', async () => {
  const batch = await created();
  await addRecipients(tools, batch, rows);
  clock.turn(19 * SECOND);
  expect(await abandonImports(tools)).toEqual([]);
  clock.turn(SECOND);
  const found = await Promise.all([abandonImports(tools), abandonImports(tools)]);
  expect(found.flat()).toEqual([batch]);
  expect(await progressOf(batch)).toMatchObject({
    ...{ status: 'failed', recipients: 2, startedAt: null, endedAt: clock.now() },
    endReason: expect.stringMatching(/^The list was not taken in to its end/),
  });
  expect((await batchResults(db.engine, batch, 0, 9)).map(({ status }) => status)).toEqual([
    ...['cancelled', 'cancelled'],
  ]);
  await expect(addRecipients(tools, batch, rows)).rejects.toThrow(NotImportingError);
  expect(await startBatch(tools, batch)).toEqual({ kind: 'not_importing' });
  await queueBatches(tools, new AbortController().signal);
  await world.work();
  expect(await world.calls()).toEqual([]);
});

test('a slow upload of somebody who lives is left alone', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const batch = await created();
  const leasedUntil = async () => {
    const [row] = await db.sql<
      { at: Date }[]
    >`SELECT importing_until AS at FROM call_batches WHERE id = ${batch.batchId}`;
    return row?.at.getTime() ?? 0;
  };
  await whileImporting(tools, batch, async () => {
    for (let beat = 1; beat <= 12; beat += 1) {
      clock.turn(5 * SECOND);
      vi.advanceTimersByTime(5 * SECOND);
      await until(async () => (await leasedUntil()) === clock.now().getTime() + 20 * SECOND);
      expect(await abandonImports(tools)).toEqual([]);
    }
  });
  expect((await progressOf(batch))?.status).toBe('importing');
  clock.turn(20 * SECOND);
  vi.advanceTimersByTime(20 * SECOND);
  expect(await abandonImports(tools)).toEqual([batch]);
});

test('the same request under the same key begins anew, with a batch of its own', async () => {
  const name = { orgId: ADA, idempotencyKey: 'may', fingerprint: 'f' };
  const first = await created();
  const begun = await beginRequest(db.engine, { ...name, subjectId: first.batchId, now: clock.now() });
  expect(begun).toEqual({ kind: 'begun', subjectId: first.batchId });
  clock.turn(20 * SECOND);
  const again = { ...name, subjectId: newId(), now: clock.now() };
  expect(await beginRequest(db.engine, again)).toEqual({ kind: 'busy' });
  await abandonImports(tools);
  expect(await beginRequest(db.engine, again)).toEqual({ kind: 'begun', subjectId: again.subjectId });
});

test('somebody who goes on with a list under the same id has it to themselves again', async () => {
  const batch = await created();
  clock.turn(19 * SECOND);
  await created(batch.batchId);
  clock.turn(19 * SECOND);
  expect(await abandonImports(tools)).toEqual([]);
});

test('a batch of a version without leases has five minutes', async () => {
  const batch = await created();
  await db.sql`UPDATE call_batches SET importing_until = NULL`;
  clock.turn(299 * SECOND);
  expect(await abandonImports(tools)).toEqual([]);
  clock.turn(SECOND);
  expect(await abandonImports(tools)).toEqual([batch]);
});

test('what was started meanwhile is not given up', async () => {
  const batch = await created();
  await addRecipients(tools, batch, rows);
  await startBatch(tools, batch);
  clock.turn(60 * SECOND);
  expect(await abandonImports(tools)).toEqual([]);
  expect((await progressOf(batch))?.status).toBe('running');
});
