/** A batch on a real database: its list, the filter, the queue, pacing on two nodes, a kill, cancel, retry and results. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addRecipients,
  type BatchRef,
  batchProblems,
  batchProgress,
  batchResults,
  cancelBatch,
  completeBatches,
  createBatch,
  giveUpImport,
  type NewRecipient,
  NotImportingError,
  paceCalls,
  queueBatches,
  retryBatch,
  startBatch,
} from '../../src/outbound/index.ts';
import { keepLane } from '../../src/outbox/index.ts';
import { engineOn } from '../support/engine.ts';
import { until } from '../support/until.ts';
import { ADA, accepted, MORNING, openWorld } from './world.ts';

const world = await openWorld({ connections: 20 });
const { db, clock, tools } = world;
const stopping = new AbortController().signal;
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  clock.turn(Date.parse(MORNING) - clock.now().getTime());
});

const phoneOf = (n: number) => `+4477009${String(n).padStart(5, '0')}`;
const list = (phones: readonly string[], from = 1): NewRecipient[] =>
  phones.map((phone, n) => ({ position: from + n, name: `Person ${from + n}`, phone }));
const people = (count: number) => list(Array.from({ length: count }, (_, n) => phoneOf(n)));

async function created(): Promise<BatchRef> {
  const batch = { orgId: ADA, name: 'November', callType: 'BILLING_REMINDER', source: 'csv' } as const;
  const outcome = await createBatch(tools, batch);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return { orgId: ADA, batchId: outcome.batchId };
}

async function started(rows: readonly NewRecipient[]): Promise<BatchRef> {
  const batch = await created();
  await addRecipients(tools, batch, rows);
  expect(await startBatch(tools, batch)).toEqual({ kind: 'started' });
  return batch;
}

async function progressOf(batch: BatchRef) {
  const outcome = await batchProgress(db.engine, batch);
  if (outcome.kind !== 'found') throw new Error(outcome.kind);
  return outcome.progress;
}

/** Everybody who was dialled picks up, and says the same. */
async function everybodySays(said: string): Promise<void> {
  const open = await db.sql<{ id: string }[]>`
    SELECT id FROM agent_calls WHERE status = 'dialling' AND conversation_id IS NOT NULL`;
  await Promise.all(open.map(({ id }) => world.ends(id, said)));
}

describe('the list', () => {
  test('every row is kept with what became of it, whatever the spelling', async () => {
    await db.sql`INSERT INTO do_not_call (org_id, phone) VALUES (${ADA}, ${phoneOf(1)})`;
    const batch = await created();
    const national = `0${phoneOf(1).slice(3)}`;
    const rows = list([phoneOf(0), national, '07700 900000', 'no phone', phoneOf(2)]);
    const last = { ...(rows[4] as NewRecipient), hasConsent: false };
    const counts = await addRecipients(tools, batch, [...rows.slice(0, 4), last]);
    expect(counts).toEqual({ added: 1, skippedDoNotCall: 1, noConsent: 1, duplicates: 1, invalid: 1 });
    expect(await batchProblems(db.engine, batch, 10)).toEqual([
      { position: 3, error: 'this phone is in the list already' },
      { position: 4, error: 'not a phone number' },
    ]);
    expect(await batchProblems(db.engine, batch, 1)).toMatchObject([{ position: 3 }]);
    expect(await batchProblems(db.engine, { ...batch, orgId: 'ben' }, 10)).toEqual([]);
    const again = await addRecipients(tools, batch, list([phoneOf(0), phoneOf(1), phoneOf(2)], 6));
    expect(again).toEqual({ added: 0, skippedDoNotCall: 0, noConsent: 0, duplicates: 3, invalid: 0 });
    const results = await batchResults(db.engine, batch, 0, 100);
    expect(results.map(({ status }) => status)).toEqual([
      ...['pending', 'do_not_call', 'duplicate', 'invalid', 'no_consent'],
      ...['duplicate', 'duplicate', 'duplicate'],
    ]);
    expect(results[1]).toMatchObject({ written: national, phone: phoneOf(1), callId: null });
    expect(await batchResults(db.engine, batch, 4, 1)).toMatchObject([{ position: 5 }]);
  });

  test('nobody is called before it is started, nor from a list that was broken off', async () => {
    const batch = await created();
    await addRecipients(tools, batch, people(3));
    await world.work();
    await giveUpImport(tools, batch, 'the file is bad');
    expect(await startBatch(tools, batch)).toEqual({ kind: 'not_importing' });
    await queueBatches(tools, stopping);
    await world.work();
    expect(await world.calls()).toEqual([]);
    await expect(addRecipients(tools, batch, people(1))).rejects.toThrow(NotImportingError);
  });

  test('what another organization asks about is nobody\u2019s', async () => {
    const batch = { ...(await started(people(1))), orgId: 'ben' };
    const foreign = { kind: 'foreign' };
    expect(await batchProgress(db.engine, batch)).toEqual(foreign);
    expect(await cancelBatch(tools, batch)).toEqual(foreign);
    expect(await retryBatch(tools, batch)).toEqual(foreign);
    expect(await startBatch(tools, batch)).toEqual(foreign);
    expect(await batchResults(db.engine, batch, 0, 10)).toEqual([]);
    expect(await world.calls()).toHaveLength(1);
  });
});

describe('the queue', () => {
  test('ten at once, then the next ten, until everybody was called once', async () => {
    const batch = await started(people(25));
    await world.work();
    expect(world.agents.dialled).toHaveLength(10);
    expect(await progressOf(batch)).toMatchObject({
      ...{ status: 'running', recipients: 25 },
      calls: { dialling: 10, queued: 15 },
    });
    for (let round = 0; round < 3; round += 1) {
      await everybodySays('yes please');
      await world.work();
    }
    await completeBatches(tools);
    expect(new Set(world.agents.dialled.map(({ to }) => to)).size).toBe(25);
    expect(world.agents.dialled).toHaveLength(25);
    expect(await progressOf(batch)).toMatchObject({
      ...{ status: 'completed', calls: { completed: 25, queued: 0 }, labels: { YES: 25, NO: 0 } },
    });
  });

  test('what a person asks for does not wait behind a list', async () => {
    await started(people(30));
    await paceCalls(tools);
    clock.turn(1_000);
    const single = await accepted(world.request());
    expect((await world.call(single)).waits_for).toBe('slot');
    await world.work();
    await world.ends(world.agents.dialled[0]?.callId ?? '', 'yes');
    clock.turn(2_000);
    await world.work();
    expect(world.agents.dialled.at(-1)?.callId).toBe(single);
  });

  test('two nodes at once, and a third that dies in every way: nobody twice, nobody forgotten', async () => {
    await db.sql`INSERT INTO outbound_settings (org_id, concurrency, daily_limit) VALUES (${ADA}, 20, 1000)`;
    await started(people(60));
    const other = engineOn(db.engine, { clock, outbound: tools.terms });
    const nodes = [tools, { ...tools, advance: other.advance }];
    // Dies after it has chosen: the turn was taken, and nothing followed.
    await paceCalls({ ...tools, advance: () => Promise.reject(new Error('killed')) }).catch(() => {});
    // Dies after it has dialled: the promise stays claimed, and the company knows the call.
    const dying = {
      ...world.keep,
      isStopping: () => false,
      advance: () => Promise.reject(new Error('killed')),
    };
    await Promise.all(nodes.map((node) => paceCalls(node)));
    await keepLane(`agent:${ADA}`, dying).catch(() => {});
    // The dead do nothing more: what it had claimed is dialled, and its answers are lost.
    await until(async () => {
      const claimed = await db.sql`SELECT FROM outbox WHERE kind = 'placeAgentCall' AND status = 'claimed'`;
      return claimed.length === world.agents.dialled.length;
    });
    expect(world.agents.dialled.length).toBeGreaterThan(0);
    // What was dialled once is known to the company, whoever dialled it.
    world.agents.onFind = ({ callId }) =>
      world.agents.dialled.some((call) => call.callId === callId)
        ? { kind: 'found', conversationId: `conv_${callId}`, callSid: null }
        : { kind: 'absent' };
    for (let round = 0; round < 8; round += 1) {
      clock.turn(40_000);
      await Promise.all(nodes.map((node) => paceCalls(node)));
      await Promise.all([keepLane(`agent:${ADA}`, world.keep), keepLane(`agent:${ADA}`, world.keep)]);
      await everybodySays('yes please');
    }
    await other.idle();
    const calls = await world.calls();
    expect(calls.filter(({ status }) => status !== 'completed')).toEqual([]);
    expect(world.agents.dialled.map(({ to }) => to).sort()).toEqual(
      people(60)
        .map(({ phone }) => phone)
        .sort(),
    );
  });

  test('who came onto the list after it was taken in is not queued', async () => {
    const batch = await created();
    await addRecipients(tools, batch, people(2));
    await db.sql`INSERT INTO do_not_call (org_id, phone) VALUES (${ADA}, ${phoneOf(0)})`;
    await startBatch(tools, batch);
    expect((await world.calls()).map(({ phone }) => phone)).toEqual([phoneOf(1)]);
    expect((await progressOf(batch)).skippedDoNotCall).toBe(1);
  });

  test('a node that dies while it queues: another goes on where it stopped', async () => {
    const batch = await created();
    await addRecipients(tools, batch, people(7_000).slice(0, 3_500));
    await addRecipients(tools, batch, people(7_000).slice(3_500));
    await db.sql`UPDATE call_batches SET status = 'queueing', started_at = ${clock.now()}`;
    await Promise.all([queueBatches(tools, stopping), queueBatches(tools, stopping)]);
    await queueBatches(tools, stopping);
    const [counted] =
      await db.sql`SELECT count(*)::int AS calls, count(DISTINCT phone)::int AS phones FROM agent_calls`;
    expect(counted).toEqual({ calls: 7_000, phones: 7_000 });
    expect((await progressOf(batch)).status).toBe('running');
  });

  test('who asked not to be called meanwhile is left out of every batch', async () => {
    const first = await started(people(2));
    const second = await created();
    await addRecipients(tools, second, people(3));
    await world.work();
    const [call] = await db.sql<{ id: string }[]>`SELECT id FROM agent_calls WHERE phone = ${phoneOf(0)}`;
    await world.ends(call?.id ?? '', 'please stop calling me');
    await startBatch(tools, second);
    expect((await batchResults(db.engine, second, 0, 9)).map(({ status }) => status)).toEqual([
      ...['do_not_call', 'queued', 'queued'],
    ]);
    expect((await progressOf(first)).labels.DONT_CALL).toBe(1);
  });
});

describe('cancel and retry', () => {
  test('what waits is not called any more, what is under way ends by itself, tries included', async () => {
    const batch = await started(people(12));
    await world.work();
    expect(await cancelBatch(tools, batch)).toEqual({ kind: 'cancelled', calls: 2 });
    expect(await cancelBatch(tools, batch)).toEqual({ kind: 'already', status: 'cancelled' });
    const [busy, ...others] = world.agents.dialled.map(({ callId }) => callId);
    await world.report(busy ?? '', { status: 'failed', notReached: 'busy' });
    for (const id of others) await world.ends(id, 'yes');
    clock.turn(24 * 3_600_000);
    await world.work();
    expect(world.agents.dialled).toHaveLength(10);
    expect((await progressOf(batch)).calls).toMatchObject({ completed: 9, busy: 1, cancelled: 2, queued: 0 });
    expect(await retryBatch(tools, batch)).toEqual({ kind: 'not_now', status: 'cancelled' });
  });

  test('a promise that is not kept yet when its batch is cancelled rings nobody', async () => {
    const batch = await started(people(3));
    await paceCalls(tools);
    await cancelBatch(tools, batch);
    await keepLane(`agent:${ADA}`, world.keep);
    expect(world.agents.dialled).toEqual([]);
    expect((await world.calls()).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(await db.sql`SELECT * FROM call_slots`).toEqual([]);
  });

  test('those whom nobody reached are called again, and only those', async () => {
    const batch = await started(people(3));
    await world.work();
    const [failed, unclear, reached] = world.agents.dialled.map(({ callId }) => callId);
    await world.report(failed ?? '', { status: 'failed', notReached: 'failed' });
    await world.ends(reached ?? '', 'yes');
    await db.sql`UPDATE agent_calls SET status = 'unclear' WHERE id = ${unclear ?? ''}`;
    await completeBatches(tools);
    expect((await progressOf(batch)).status).toBe('completed');
    expect(await retryBatch(tools, batch)).toEqual({ kind: 'retried', calls: 1 });
    expect(await retryBatch(tools, batch)).toEqual({ kind: 'retried', calls: 0 });
    await world.work();
    expect(world.agents.dialled).toHaveLength(4);
    expect(world.agents.dialled[3]?.to).toBe(world.agents.dialled[0]?.to);
    const results = await batchResults(db.engine, batch, 0, 9);
    expect(results.find(({ status }) => status === 'dialling')).toMatchObject({
      callId: world.agents.dialled[3]?.callId,
    });
  });
});
