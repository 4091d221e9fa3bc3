/** Texts whose end nobody told are asked about once, by whichever node comes first, and a late receipt still counts. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askAboutEnds } from '../../src/messages/index.ts';
import type { StatusOutcome } from '../../src/messages/port.ts';
import { keepLane } from '../../src/outbox/index.ts';
import { keepToolsFor, laterClock, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER, receiptOf, type TestEngine } from '../support/engine.ts';
import { promiseText } from '../support/promises.ts';
import { SECOND, type TurnedClock } from '../support/turned-clock.ts';

const ANN = '+447700900661';
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
let db: TestDatabase;
let clock: TurnedClock;
let engine: TestEngine;
let carrier: TestCarrier;

beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`TRUNCATE messages, outbox, outbox_lanes, inbound_events`;
  clock = laterClock();
  engine = engineOn(db.engine, { clock });
  carrier = testCarrier();
});

/** A text that the carrier took now, standing so. */
async function taken(sid: string, status = 'sent'): Promise<string> {
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  await db.sql`UPDATE outbox SET status = 'kept' WHERE id = ${id}`;
  await db.sql`
    UPDATE messages SET provider_id = ${sid}, status = ${status}, sent_at = ${clock.now()} WHERE id = ${id}`;
  return id;
}

const ask = (carried = carrier, stopping = new AbortController().signal) =>
  askAboutEnds({ ...engine, sql: db.engine, clock, log: engine.caught.log, texts: carried.texts }, stopping);
const told = (status: string, errorCode: string | null = null): StatusOutcome => ({
  kind: 'told',
  status,
  errorCode,
});

async function standing(id: string) {
  const [row] = await db.sql`
    SELECT status, error_code, ended_at IS NOT NULL AS "isEnded" FROM messages WHERE id = ${id}`;
  return [row?.status, row?.error_code, row?.isEnded];
}

test('after an hour without an end, and not a moment sooner, it is asked about and ends as the carrier says', async () => {
  const id = await taken('SM-silent');
  carrier.onStatus = () => told('delivered');
  clock.turn(HOUR - 1);
  expect(await ask()).toBe(0);
  clock.turn(1);
  expect(await ask()).toBe(1);
  expect(carrier.asked).toEqual(['SM-silent']);
  expect(await standing(id)).toEqual(['delivered', null, true]);
  expect((await engine.advance(receiptOf('SM-silent', 'delivered', { promiseId: id }))).outcome).toBe(
    'duplicate',
  );
});

test('a failure that is found out so is weighed as if its receipt had come', async () => {
  const id = await taken('SM-landline');
  carrier.onStatus = () => told('undelivered', '30006');
  clock.turn(HOUR);
  await ask();
  expect(await standing(id)).toEqual(['undelivered', '30006', true]);
  await keepLane('undelivered', keepToolsFor(db.engine, engine, carrier));
  const [flag] = await db.sql`SELECT code FROM untextable_phones WHERE phone = ${ANN}`;
  expect(flag?.code).toBe('30006');
});

test.each([
  ['does not know either', told('sent')],
  ['does not know the text any more', { kind: 'absent' } as const],
])(
  'where the carrier %s it is unconfirmed, not asked about again, and a late receipt still wins',
  async (_, answer) => {
    const id = await taken('SM-limbo', 'queued');
    carrier.onStatus = () => answer;
    clock.turn(HOUR);
    await ask();
    expect(await standing(id)).toEqual(['unconfirmed', null, true]);
    expect(engine.caught.records('twilio.messaging')).toMatchObject([
      { messageId: id, decision: 'unconfirmed' },
    ]);
    clock.turn(24 * HOUR);
    expect(await ask()).toBe(0);
    await engine.advance(receiptOf('SM-limbo', 'sent', { promiseId: id }));
    expect(await standing(id)).toEqual(['unconfirmed', null, true]);
    await engine.advance(receiptOf('SM-limbo', 'undelivered', { promiseId: id, errorCode: '30003' }));
    expect(await standing(id)).toEqual(['undelivered', '30003', true]);
  },
);

test('while the carrier is away nothing is decided, the round ends, and it is asked again ten minutes later', async () => {
  const id = await taken('SM-away');
  carrier.onStatus = () => ({ kind: 'unknown', reason: 'Twilio answered 503' });
  clock.turn(HOUR);
  await ask();
  expect(await standing(id)).toEqual(['sent', null, false]);
  clock.turn(10 * MINUTE - 1);
  expect(await ask()).toBe(0);
  clock.turn(1);
  carrier.onStatus = () => told('delivered');
  await ask();
  expect(await standing(id)).toEqual(['delivered', null, true]);
});

test('a node that dies while it asks loses nothing: another one asks ten minutes later', async () => {
  const id = await taken('SM-orphan');
  carrier.onStatus = () => {
    throw new Error('this node dies here');
  };
  clock.turn(HOUR);
  await expect(ask()).rejects.toThrow('dies here');
  carrier.onStatus = () => told('delivered');
  expect(await ask()).toBe(0);
  clock.turn(10 * MINUTE);
  expect(await ask()).toBe(1);
  expect(await standing(id)).toEqual(['delivered', null, true]);
});

test('three nodes at once ask about fifty texts, once each, in as many rounds as it takes', async () => {
  for (let n = 0; n < 50; n += 1) await taken(`SM-${n}`);
  carrier.onStatus = () => told('delivered');
  clock.turn(HOUR);
  const asked = await Promise.all([ask(), ask(), ask()]);
  expect(asked.reduce((sum, one) => sum + one)).toBe(50);
  expect(new Set(carrier.asked).size).toBe(50);
  expect(carrier.asked).toHaveLength(50);
  const rows = await db.sql`SELECT FROM messages WHERE status = 'delivered' AND ended_at IS NOT NULL`;
  expect(rows).toHaveLength(50);
});

test('what was never handed over, has an end, or came in is nobody’s question', async () => {
  await promiseText(db.sql, { to: ANN, at: clock.now() });
  const ended = await taken('SM-ended');
  await engine.advance(receiptOf('SM-ended', 'delivered', { promiseId: ended }));
  await db.sql`
    INSERT INTO messages (id, direction, our_number, their_number, body, status, provider_id, sent_at)
    VALUES (gen_random_uuid(), 'inbound', ${ONBOARDING_NUMBER}, ${ANN}, 'hi', 'received', 'SM-in', now())`;
  clock.turn(2 * HOUR);
  expect(await ask()).toBe(0);
});
