/** One holder keeps a lane; what a dead one left behind is found, asked about, and done once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgottenLanes, keepLane, senderLane } from '../../src/outbox/index.ts';
import type { KeepTools } from '../../src/outbox/keep.ts';
import { CLAIM_MS, LEASE_MS } from '../../src/outbox/lease.ts';
import { connect } from '../../src/platform/database/index.ts';
import { keepToolsFor, laterClock, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER } from '../support/engine.ts';
import { promiseState, promiseText } from '../support/promises.ts';
import { SECOND, type TurnedClock } from '../support/turned-clock.ts';
import { wireTo } from '../support/wire.ts';

const LANE = senderLane(ONBOARDING_NUMBER);
const ANN = '+447700900611';
const BOB = '+447700900612';
let db: TestDatabase;
let clock: TurnedClock;
let carrier: TestCarrier;

beforeAll(async () => {
  db = await cloneDatabase({ connections: 12 });
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM outbox`;
  await db.sql`DELETE FROM outbox_lanes`;
  await db.sql`DELETE FROM consents`;
  clock = laterClock();
  carrier = testCarrier();
});

const tools = (overrides: Partial<KeepTools> = {}) =>
  keepToolsFor(db.engine, engineOn(db.engine, { clock }), carrier, overrides);
const keep = (overrides: Partial<KeepTools> = {}) => keepLane(LANE, tools(overrides));

/** A holder that dies in the middle of sending: it has claimed its texts and says nothing any more. */
async function dieWhileSending(): Promise<void> {
  const { onSend } = carrier;
  const started = Promise.withResolvers<void>();
  carrier.onSend = () => {
    started.resolve();
    return new Promise(() => {});
  };
  void keep();
  await started.promise;
  carrier.onSend = onSend;
  carrier.sent.length = 0;
}

test('of many holders at once, one sends', async () => {
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      promiseText(db.sql, { to: `+44770090062${n}`, body: `text ${n}`, at: clock.now() }),
    ),
  );
  await Promise.all(Array.from({ length: 5 }, () => keep()));
  expect(new Set(carrier.sent.map(({ to }) => to)).size).toBe(8);
  expect(carrier.sent).toHaveLength(8);
});

test('while the lease of a dead holder runs, nobody sends', async () => {
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  await dieWhileSending();
  clock.turn(LEASE_MS - SECOND);
  expect(await keep()).toBeNull();
  expect(await forgottenLanes(db.engine, clock.now(), 10)).toEqual([]);
  expect((await promiseState(db.sql, id)).status).toBe('claimed');
  expect(carrier.found).toEqual([]);
});

test("a dead holder's lane moves on before its claims are over: only their recipients wait", async () => {
  const sending = await promiseText(db.sql, { to: ANN, body: 'under way', at: clock.now() });
  await promiseText(db.sql, { to: ANN, body: 'behind it', at: clock.now() });
  await dieWhileSending();
  await promiseText(db.sql, { to: BOB, body: 'to somebody else', at: clock.now() });
  clock.turn(LEASE_MS);
  expect(await forgottenLanes(db.engine, clock.now(), 10)).toEqual([LANE]);
  await keep();
  expect(carrier.sent.map(({ body }) => body)).toEqual(['to somebody else']);
  expect(carrier.found).toEqual([]);
  expect((await promiseState(db.sql, sending)).status).toBe('claimed');
  clock.turn(CLAIM_MS - LEASE_MS);
  await keep();
  expect(carrier.sent.map(({ body }) => body)).toEqual(['to somebody else', 'under way', 'behind it']);
});

test('a holder that was away for so long that its lane has another holder claims nothing more', async () => {
  await promiseText(db.sql, { to: ANN, body: 'first', at: clock.now() });
  await promiseText(db.sql, { to: BOB, body: 'second', at: clock.now() });
  carrier.onSend = async () => {
    clock.turn(LEASE_MS);
    await db.sql`UPDATE outbox_lanes SET holder = 'another', leased_until = ${new Date(clock.now().getTime() + LEASE_MS)}`;
    await promiseText(db.sql, { to: ANN, body: 'third', at: clock.now() });
    return { kind: 'accepted', providerId: 'SM1', status: 'queued' };
  };
  await keep();
  expect(carrier.sent.map(({ body }) => body).sort()).toEqual(['first', 'second']);
});

test('what a dead holder was sending is asked about; a text that had left is not sent again', async () => {
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  await dieWhileSending();
  carrier.onFind = () => ({ kind: 'found', providerId: 'SM-left', status: 'delivered' });
  clock.turn(CLAIM_MS);
  expect(await forgottenLanes(db.engine, clock.now(), 10)).toEqual([LANE]);
  expect(await keep()).toBeNull();
  expect(carrier.found.map(({ promiseId }) => promiseId)).toEqual([id]);
  expect(carrier.sent).toEqual([]);
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'kept', provider_id: 'SM-left' });
});

test('a text of a dead holder that had not left is sent once, and those behind it follow', async () => {
  const first = await promiseText(db.sql, { to: ANN, body: 'first', at: clock.now() });
  await promiseText(db.sql, { to: ANN, body: 'second', at: clock.now() });
  await dieWhileSending();
  clock.turn(CLAIM_MS);
  await keep();
  expect(carrier.sent.map(({ body }) => body)).toEqual(['first', 'second']);
  expect(await promiseState(db.sql, first)).toMatchObject({ status: 'kept', attempts: 2 });
});

test('while nobody can say whether it left, it is asked again and not sent', async () => {
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  await dieWhileSending();
  carrier.onFind = () => ({ kind: 'unknown', reason: 'Twilio is away' });
  clock.turn(CLAIM_MS);
  const next = await keep();
  expect(next).toEqual(new Date(clock.now().getTime() + 30 * SECOND));
  expect(carrier.sent).toEqual([]);
  expect((await promiseState(db.sql, id)).status).toBe('unknown');
});

test('an attempt without an answer is asked about before it is done again', async () => {
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  carrier.onSend = () => ({ kind: 'unknown', reason: 'time-out' });
  const next = await keep();
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'unknown', due_at: next });
  carrier.onFind = () => ({ kind: 'found', providerId: 'SM-left', status: 'sent' });
  clock.turn(30 * SECOND);
  await keep();
  expect(carrier.sent).toHaveLength(1);
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'kept', provider_id: 'SM-left' });
});

test('a text that had left counts as sent, also when its reader has said stop since', async () => {
  const ids = [
    await promiseText(db.sql, { to: ANN, at: clock.now() }),
    await promiseText(db.sql, { to: BOB, at: clock.now() }),
  ];
  carrier.onSend = () => ({ kind: 'unknown', reason: 'time-out' });
  await keep();
  for (const phone of [ANN, BOB]) {
    await db.sql`INSERT INTO consents (scope, phone, channel, is_opted_out, at) VALUES (${`number:${ONBOARDING_NUMBER}`}, ${phone}, 'sms', true, now())`;
  }
  carrier.onFind = ({ to }) =>
    to === ANN ? { kind: 'found', providerId: 'SM-left', status: 'sent' } : { kind: 'absent' };
  clock.turn(30 * SECOND);
  await keep();
  expect(await Promise.all(ids.map(async (id) => (await promiseState(db.sql, id)).status))).toEqual([
    'kept',
    'suppressed',
  ]);
  expect(carrier.sent).toHaveLength(2);
});

test('a lost text is not taken for an earlier one with the same words', async () => {
  const say = () => promiseText(db.sql, { to: ANN, body: 'Reply READY.', at: clock.now() });
  carrier.onSend = () => ({ kind: 'accepted', providerId: 'SM-first', status: 'queued' });
  await say();
  await keep();
  const lost = await say();
  carrier.onSend = () => ({ kind: 'unknown', reason: 'time-out' });
  carrier.onFind = (_text, others) =>
    others.has('SM-first')
      ? { kind: 'absent' }
      : { kind: 'found', providerId: 'SM-first', status: 'delivered' };
  await keep();
  carrier.onSend = () => ({ kind: 'accepted', providerId: 'SM-second', status: 'queued' });
  clock.turn(30 * SECOND);
  await keep();
  expect(await promiseState(db.sql, lost)).toMatchObject({ status: 'kept', provider_id: 'SM-second' });
});

test('a promise whose wake-up was lost is found by the sweep', async () => {
  await promiseText(db.sql, { to: ANN, at: clock.now() });
  expect(await forgottenLanes(db.engine, clock.now(), 10)).toEqual([]);
  clock.turn(5 * SECOND);
  expect(await forgottenLanes(db.engine, clock.now(), 10)).toEqual([LANE]);
});

test('a promise made while the holder is letting go is kept by that holder', async () => {
  await promiseText(db.sql, { to: ANN, body: 'first', at: clock.now() });
  let isMade = false;
  const promiseLate = async () => {
    if (isMade) return;
    isMade = true;
    await promiseText(db.sql, { to: ANN, body: 'late', at: clock.now() });
  };
  // The holder looks at the clock for the last time when it has found nothing more to do and lets go.
  const sql = new Proxy(db.engine, {
    apply(target, self, args) {
      const isLettingGo =
        String(args[0]).includes('SET leased_until = ') && String(args[0]).includes('next_at');
      const query = Reflect.apply(target, self, args);
      return isLettingGo && !isMade ? promiseLate().then(() => query) : query;
    },
  });
  expect(await keep({ sql })).toBeNull();
  expect(isMade).toBe(true);
  expect(carrier.sent.map(({ body }) => body)).toEqual(['first', 'late']);
});

test('a database that is away for a moment after the sending: it is written down afterwards, and the lane is free', async () => {
  const wire = await wireTo(db.url);
  const sql = connect({ url: wire.url, role: 'jobrun_engine', max: 2, applicationName: 'wired' });
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  carrier.onSend = async () => {
    await wire.cut();
    return { kind: 'accepted', providerId: 'SM-gone', status: 'queued' };
  };
  await keep({ sql, pause: () => wire.mend() });
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'kept', provider_id: 'SM-gone' });
  const [lane] = await db.sql<
    { leased_until: Date }[]
  >`SELECT leased_until FROM outbox_lanes WHERE lane = ${LANE}`;
  expect(lane?.leased_until).toEqual(clock.now());
  await sql.end({ timeout: 1 });
  await wire.close();
});

test('a shutdown puts the lane down after the attempt under way, and says when to come back', async () => {
  let isStopping = false;
  carrier.onSend = () => {
    isStopping = true;
    return { kind: 'accepted', providerId: 'SM1', status: 'queued' };
  };
  for (const body of ['one', 'two']) await promiseText(db.sql, { to: ANN, body, at: clock.now() });
  const next = await keep({ isStopping: () => isStopping });
  expect(carrier.sent.map(({ body }) => body)).toEqual(['one']);
  expect(next).not.toBeNull();
  isStopping = false;
  await keep();
  expect(carrier.sent.map(({ body }) => body)).toEqual(['one', 'two']);
});
