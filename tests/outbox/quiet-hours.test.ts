/** What nobody asked for waits for the recipient's morning; answers leave at any hour and before everything else. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import { keepToolsFor, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER } from '../support/engine.ts';
import { promiseState, promiseText } from '../support/promises.ts';
import { type TurnedClock, turnedClock } from '../support/turned-clock.ts';

const [ANN, BEN] = ['+447700900611', '+447700900612'] as const;
const MINUTE = 60_000;
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
  clock = turnedClock('2026-11-20T20:59:00.000Z');
  carrier = testCarrier();
});

const keep = () =>
  keepLane(senderLane(ONBOARDING_NUMBER), keepToolsFor(db.engine, engineOn(db.engine, { clock }), carrier));

async function remind(to: string, body = 'reminder') {
  const id = await promiseText(db.sql, { to, body, at: clock.now() });
  await db.sql`UPDATE outbox SET is_answer = false WHERE id = ${id}`;
  return id;
}

test('at 20:59 a reminder leaves, for as long as the evening lasts', async () => {
  await remind(ANN);
  await keep();
  expect(carrier.sent).toMatchObject([{ to: ANN, validForS: 60 }]);
});

test('at 21:00 it waits for 8:00 without counting as a try, and is sent then', async () => {
  clock.turn(MINUTE);
  const id = await remind(ANN);
  expect(await keep()).toEqual(new Date('2026-11-21T08:00:00.000Z'));
  expect(carrier.sent).toEqual([]);
  expect(await promiseState(db.sql, id)).toMatchObject({ status: 'due', attempts: 0 });
  clock.turn(11 * 60 * MINUTE - 1_000);
  await keep();
  expect(carrier.sent).toEqual([]);
  clock.turn(1_000);
  await keep();
  expect(carrier.sent).toHaveLength(1);
});

test('an answer leaves at night, past a reminder to the same phone that waits', async () => {
  clock.turn(MINUTE);
  await remind(ANN);
  await keep();
  await promiseText(db.sql, { to: ANN, body: 'answer', at: clock.now() });
  await keep();
  expect(carrier.sent.map(({ body, validForS }) => [body, validForS])).toEqual([['answer', undefined]]);
});

test('answers go before what was promised earlier and nobody asked for', async () => {
  for (let n = 0; n < 12; n += 1) await remind(`+4477009007${String(n).padStart(2, '0')}`);
  await promiseText(db.sql, { to: BEN, body: 'answer', at: clock.now() });
  await keep();
  expect(carrier.sent.findIndex(({ to }) => to === BEN)).toBeLessThan(8);
});
