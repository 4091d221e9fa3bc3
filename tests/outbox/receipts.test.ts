/** Delivery receipts move a text by rank only: late, twice, before the answer, or about texts of nobody. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { rankOf } from '../../src/messages/index.ts';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import { keepToolsFor, laterClock, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER, receiptOf, type TestEngine } from '../support/engine.ts';
import { promiseState, promiseText } from '../support/promises.ts';

const ANN = '+447700900631';
let db: TestDatabase;
let engine: TestEngine;

beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM outbox`;
  await db.sql`DELETE FROM outbox_lanes`;
  await db.sql`DELETE FROM inbound_events`;
  engine = engineOn(db.engine, { clock: laterClock() });
});

const promise = () => promiseText(db.sql, { to: ANN, at: engine.tools.clock.now() });
const keepWith = (carrier = testCarrier()) =>
  keepLane(senderLane(ONBOARDING_NUMBER), keepToolsFor(db.engine, engine, carrier));

test('whatever the order and however often, the highest rank stands', async () => {
  const statuses = fc.array(fc.constantFrom('queued', 'sending', 'sent', 'delivered', 'read'), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(statuses, fc.boolean(), async (order, isTogether) => {
      await db.sql`DELETE FROM inbound_events`;
      const id = await promise();
      const receipts = order.map((status) => receiptOf(`SM-${id}`, status, { promiseId: id }));
      if (isTogether) await Promise.all(receipts.map(engine.advance));
      else for (const receipt of receipts) await engine.advance(receipt);
      const best = order.reduce((high, one) => (rankOf(one) > rankOf(high) ? one : high), 'accepted');
      const { message_status } = await promiseState(db.sql, id);
      expect(message_status).toBe(best === 'accepted' ? 'promised' : best);
    }),
    { numRuns: 30 },
  );
});

test('a receipt that overtakes the answer of its own creation settles the text, and the answer changes nothing back', async () => {
  const id = await promise();
  const carrier = testCarrier();
  carrier.onSend = async () => {
    await engine.advance(receiptOf('SM-early', 'delivered', { promiseId: id }));
    expect(await promiseState(db.sql, id)).toMatchObject({ status: 'kept', provider_id: 'SM-early' });
    return { kind: 'accepted', providerId: 'SM-early', status: 'queued' };
  };
  await keepWith(carrier);
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'kept', message_status: 'delivered' });
});

test('a text whose fate was unknown is settled by its receipt and not asked about', async () => {
  const id = await promise();
  const carrier = testCarrier();
  carrier.onSend = () => ({ kind: 'unknown', reason: 'time-out' });
  await keepWith(carrier);
  await engine.advance(receiptOf('SM-alive', 'sent', { promiseId: id }));
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'kept', provider_id: 'SM-alive' });
  expect(await keepWith(carrier)).toBeNull();
  expect(carrier.found).toEqual([]);
});

test('a receipt without our id is matched by the carrier’s', async () => {
  const id = await promise();
  await keepWith();
  const { provider_id } = await promiseState(db.sql, id);
  await engine.advance(receiptOf(provider_id ?? '', 'undelivered', { errorCode: '30005' }));
  expect(await promiseState(db.sql, id)).toMatchObject({
    message_status: 'undelivered',
    message_error: '30005',
  });
});

test('a receipt about a text of nobody is stored and changes nothing', async () => {
  const id = await promise();
  const { outcome } = await engine.advance(receiptOf('SM-unheard-of', 'delivered'));
  expect(outcome).toBe('stepped');
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'due', message_status: 'promised' });
});

test('an undelivered text stays undelivered when a late "sent" comes in', async () => {
  const id = await promise();
  for (const status of ['undelivered', 'sent', 'queued']) {
    await engine.advance(receiptOf('SM-x', status, { promiseId: id }));
  }
  expect((await promiseState(db.sql, id)).message_status).toBe('undelivered');
});
