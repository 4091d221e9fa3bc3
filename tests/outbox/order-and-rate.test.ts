/** A lane is kept in order per recipient and no faster than its number may send. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import type { KeepTools } from '../../src/outbox/keep.ts';
import { keepToolsFor, laterClock, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER } from '../support/engine.ts';
import { promiseState, promiseText } from '../support/promises.ts';
import { SECOND, type TurnedClock } from '../support/turned-clock.ts';

const [ANN, BEN, CAT] = ['+447700900601', '+447700900602', '+447700900603'] as const;
const US_NUMBER = '+12025550100';
let db: TestDatabase;
let clock: TurnedClock;
let carrier: TestCarrier;

beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM outbox`;
  await db.sql`DELETE FROM outbox_lanes`;
  clock = laterClock();
  carrier = testCarrier();
});

const keep = (from = ONBOARDING_NUMBER, overrides: Partial<KeepTools> = {}) =>
  keepLane(senderLane(from), keepToolsFor(db.engine, engineOn(db.engine, { clock }), carrier, overrides));
const sent = () => carrier.sent.map(({ to, body }) => `${to} ${body}`);

test('texts to one phone leave in the order of their promises', async () => {
  for (const body of ['one', 'two', 'three']) await promiseText(db.sql, { to: ANN, body, at: clock.now() });
  expect(await keep()).toBeNull();
  expect(sent()).toEqual([`${ANN} one`, `${ANN} two`, `${ANN} three`]);
});

test('a text that must be tried again holds back later ones to the same phone, and nobody else', async () => {
  let isBusy = true;
  carrier.onSend = ({ to }) =>
    isBusy && to === ANN
      ? { kind: 'retry', afterMs: 3_000, code: '20429', reason: 'too many' }
      : { kind: 'accepted', providerId: 'SM1', status: 'queued' };
  await promiseText(db.sql, { to: ANN, body: 'first', at: clock.now() });
  await promiseText(db.sql, { to: BEN, body: 'his', at: clock.now() });
  await promiseText(db.sql, { to: ANN, body: 'second', at: clock.now() });
  await promiseText(db.sql, { to: CAT, body: 'hers', at: clock.now() });
  const next = await keep();
  expect(sent().sort()).toEqual([`${ANN} first`, `${BEN} his`, `${CAT} hers`]);
  expect(next).toEqual(new Date(clock.now().getTime() + 3_000));
  isBusy = false;
  clock.turn(3_000);
  expect(await keep()).toBeNull();
  expect(sent().slice(3)).toEqual([`${ANN} first`, `${ANN} second`]);
});

test('the pauses between tries grow, and end', async () => {
  carrier.onSend = () => ({ kind: 'retry', afterMs: 1_000, code: '20429', reason: 'too many' });
  const id = await promiseText(db.sql, { to: ANN, at: clock.now() });
  const pauses: number[] = [];
  for (;;) {
    const next = await keep();
    if (!next) break;
    pauses.push((next.getTime() - clock.now().getTime()) / SECOND);
    clock.turn(next.getTime() - clock.now().getTime());
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600]);
  expect(await promiseState(db.sql, id)).toMatchObject({
    status: 'failed',
    error_code: '20429',
    attempts: 12,
  });
});

/** How many seconds of the clock a lane takes for so many texts to as many phones. */
async function secondsFor(texts: number, from: string, overrides: Partial<KeepTools> = {}, segments = 1) {
  const start = clock.now().getTime();
  for (let n = 0; n < texts; n += 1) {
    const to = `+4477009007${String(n).padStart(2, '0')}`;
    await promiseText(db.sql, { to, from, segments, at: clock.now() });
  }
  for (let next = await keep(from, overrides); next; next = await keep(from, overrides)) {
    clock.turn(Math.max(0, next.getTime() - clock.now().getTime()));
  }
  expect(carrier.sent).toHaveLength(texts);
  return (clock.now().getTime() - start) / SECOND;
}

test('a British number sends ten segments a second, the first ten at once', async () => {
  expect(await secondsFor(10, ONBOARDING_NUMBER)).toBe(0);
  carrier.sent.length = 0;
  expect(await secondsFor(40, ONBOARDING_NUMBER)).toBeCloseTo(4, 0);
});

test('an American number sends one segment a second', async () => {
  expect(await secondsFor(4, US_NUMBER)).toBeCloseTo(3, 0);
});

test('the configured rate overrides that of the country', async () => {
  expect(await secondsFor(20, US_NUMBER, { segmentsPerSecond: 5 })).toBeCloseTo(3, 0);
});

test('a text of several segments costs as much as several texts', async () => {
  expect(await secondsFor(20, ONBOARDING_NUMBER, {}, 2)).toBeCloseTo(3, 0);
});

test('the pause of a number is remembered from one holder to the next', async () => {
  expect(await secondsFor(1, US_NUMBER)).toBe(0);
  carrier.sent.length = 0;
  expect(await secondsFor(1, US_NUMBER)).toBeCloseTo(1, 0);
});

test('a lane in which a thousand wait keeps its rate, and is walked seven texts at a time', async () => {
  await db.sql`
    INSERT INTO outbox (id, kind, lane, recipient, payload, due_at, created_at)
    SELECT gen_random_uuid(), 'sendText', ${senderLane(ONBOARDING_NUMBER)}, 'phone-' || n,
      json_build_object('text', 'ask', 'body', 'hello', 'from', ${ONBOARDING_NUMBER}::text, 'segments', 1),
      ${clock.now()}, ${clock.now()} FROM generate_series(1, 1000) n`;
  const start = clock.now().getTime();
  const moments = new Set<number>();
  carrier.onSend = () => {
    moments.add(clock.now().getTime());
    return { kind: 'accepted', providerId: `SM${carrier.sent.length}`, status: 'queued' };
  };
  await keep();
  const seconds = (clock.now().getTime() - start) / SECOND;
  // The first second's worth leaves at once.
  expect(carrier.sent.length).toBeGreaterThanOrEqual(10 * seconds);
  expect(moments.size).toBeLessThanOrEqual(seconds / 0.7 + 1);
});
