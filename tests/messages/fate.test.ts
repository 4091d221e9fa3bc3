/** Every text has a row, in and out, and what became of it stands there; a text that was not delivered is acted upon. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import { keepToolsFor, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  engineOn,
  ONBOARDING_NUMBER,
  ownOnboardingNumber,
  receiptOf,
  type TestEngine,
  textFrom,
} from '../support/engine.ts';
import { promiseState, promiseText } from '../support/promises.ts';
import { type TurnedClock, turnedClock } from '../support/turned-clock.ts';

let db: TestDatabase;
let clock: TurnedClock;
let engine: TestEngine;
let carrier: TestCarrier;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM outbox_lanes`;
  // Every test has a new carrier, whose ids begin anew.
  await db.sql`DELETE FROM outbox`;
  await db.sql`DELETE FROM messages`;
  await db.sql`DELETE FROM inbound_events`;
  clock = turnedClock(new Date(Date.now() + 60_000).toISOString());
  engine = engineOn(db.engine, { clock });
  carrier = testCarrier();
});

const keep = (lane = senderLane(ONBOARDING_NUMBER)) =>
  keepLane(lane, keepToolsFor(db.engine, engine, carrier));
const textsOf = (phone: string) => db.sql<
  {
    id: string;
    direction: string;
    status: string;
    body: string;
    provider_id: string | null;
    error_code: string | null;
    error_meaning: string | null;
    is_ended: boolean;
    retry_of: string | null;
  }[]
>`
  SELECT id, direction, status, body, provider_id, error_code, error_meaning, ended_at IS NOT NULL AS is_ended, retry_of
  FROM messages WHERE their_number = ${phone} ORDER BY id`;
const outboundOf = async (phone: string) =>
  (await textsOf(phone)).filter(({ direction }) => direction === 'outbound');

/** A text that Twilio took and then could not deliver. */
async function undelivered(phone: string, errorCode: string) {
  await engine.advance(textFrom(phone, 'Plumber from London'));
  await keep();
  const [text] = await outboundOf(phone);
  await engine.advance(receiptOf(text?.provider_id ?? '', 'undelivered', { errorCode }));
  await keep('undelivered');
  return text;
}

test('a text that comes in and the one that answers it are written with the step', async () => {
  const phone = '+447700900501';
  await engine.advance(textFrom(phone, 'Plumber from London'));
  expect((await textsOf(phone)).map(({ direction, status }) => [direction, status])).toEqual(
    expect.arrayContaining([
      ['inbound', 'received'],
      ['outbound', 'promised'],
    ]),
  );
  const [outbound] = await outboundOf(phone);
  const promises =
    await db.sql`SELECT id FROM outbox WHERE recipient = ${phone} AND kind = 'sendText' ORDER BY id`;
  expect(promises[0]?.id).toBe(outbound?.id);
});

test('what Twilio says moves the row: taken, sent, delivered', async () => {
  const phone = '+447700900502';
  await engine.advance(textFrom(phone, 'Plumber from London'));
  await keep();
  const [taken] = await outboundOf(phone);
  expect(taken).toMatchObject({ status: 'queued', is_ended: false });
  await engine.advance(receiptOf(taken?.provider_id ?? '', 'delivered'));
  expect((await outboundOf(phone))[0]).toMatchObject({ status: 'delivered', is_ended: true });
});

test('a receipt that came before anybody knew whose it was is matched when Twilio answers', async () => {
  const phone = '+447700900503';
  await engine.advance(receiptOf('SM-early-bird', 'delivered'));
  await engine.advance(textFrom(phone, 'Plumber from London'));
  carrier.onSend = () => ({ kind: 'accepted', providerId: 'SM-early-bird', status: 'queued' });
  await keep();
  expect((await outboundOf(phone))[0]).toMatchObject({ status: 'delivered', is_ended: true });
});

test('21610 in a receipt is an opt-out like any other', async () => {
  const phone = '+447700900504';
  await undelivered(phone, '21610');
  const entries = await db.sql`SELECT action, source, words FROM consent_ledger WHERE phone = ${phone}`;
  expect([...entries]).toEqual([{ action: 'opt_out', source: 'provider_error', words: '21610' }]);
});

test('a landline is flagged, its row says so in plain words, its machine hears, and nothing is tried again', async () => {
  const phone = '+447700900505';
  const text = await undelivered(phone, '30006');
  expect((await outboundOf(phone))[0]).toMatchObject({
    status: 'undelivered',
    error_meaning: 'a landline, or a carrier that cannot be reached',
  });
  const [told] =
    await db.sql`SELECT outcome FROM inbound_events WHERE provider_event_id = ${`undelivered:${text?.id}`}`;
  expect(told).toBeDefined();
  expect(await db.sql`SELECT FROM untextable_phones WHERE phone = ${phone} AND code = '30006'`).toHaveLength(
    1,
  );
  const before = carrier.sent.length;
  const [org] = await db.sql`SELECT id FROM organizations WHERE owner_phone = ${phone}`;
  const id = await promiseText(db.sql, { to: phone, orgId: org?.id, at: clock.now() });
  await keep();
  expect(carrier.sent).toHaveLength(before);
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'failed', error_code: '30006' });
});

test.each(['21211', '21614', '21635'])(
  '%s in the answer to a send flags the number as a receipt would',
  async (code) => {
    const phone = `+4477009005${code.slice(-2)}`;
    carrier.onSend = () => ({ kind: 'final', code, reason: 'no', isOptOut: false, alert: false });
    await engine.advance(textFrom(phone, 'Plumber from London'));
    await keep();
    const [flag] = await db.sql`SELECT code FROM untextable_phones WHERE phone = ${phone}`;
    expect(flag?.code).toBe(code);
    const before = carrier.sent.length;
    const [org] = await db.sql`SELECT id FROM organizations WHERE owner_phone = ${phone}`;
    await promiseText(db.sql, { to: phone, orgId: org?.id, at: clock.now() });
    await keep();
    expect(carrier.sent).toHaveLength(before);
  },
);

test('a phone out of reach is tried once more, a few minutes later, and not a third time', async () => {
  const phone = '+447700900506';
  const text = await undelivered(phone, '30003');
  const [again] = (await outboundOf(phone)).filter(({ retry_of }) => retry_of === text?.id);
  expect(again).toMatchObject({ status: 'promised', body: text?.body });
  const [promise] = await db.sql`SELECT is_answer, due_at FROM outbox WHERE id = ${again?.id ?? ''}`;
  expect(promise).toEqual({ is_answer: false, due_at: new Date(clock.now().getTime() + 3 * 60_000) });
  await engine.advance(
    receiptOf('SM-second', 'undelivered', { promiseId: again?.id ?? '', errorCode: '30003' }),
  );
  await keep('undelivered');
  const tries = (await outboundOf(phone)).filter(({ body }) => body === text?.body);
  expect(tries).toHaveLength(2);
});

test.each(['30034', '30007'])('%s rings the operator', async (code) => {
  await undelivered(code === '30034' ? '+447700900507' : '+447700900508', code);
  expect(engine.caught.records('alert')).toContainEqual(
    expect.objectContaining({ alert: 'text_undelivered', code }),
  );
});
