/** One organization must not delay the others: turns in a shared lane, and a pause for one that floods. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimDue } from '../../src/outbox/claim.ts';
import { createBell, keepLane, pauseFloods, senderLane } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { keepToolsFor, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ONBOARDING_NUMBER, type TestEngine } from '../support/engine.ts';
import { type PromisedText, promiseState, promiseText } from '../support/promises.ts';
import { SECOND, type TurnedClock, turnedClock } from '../support/turned-clock.ts';

const MINUTE = 60 * SECOND;
const LIMIT = 5;
const LANE = senderLane(ONBOARDING_NUMBER);
const DEDICATED = '+447700900871';
let db: TestDatabase;
let clock: TurnedClock;
let engine: TestEngine;
let carrier: TestCarrier;

beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`TRUNCATE messages, outbox, outbox_lanes, organizations CASCADE`;
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number)
    VALUES ('loud', '+447700900881', '+447700900881', ${DEDICATED}), ('calm', '+447700900882', '+447700900882', NULL)`;
  // The window is counted back from the clock, and the rows carry the server's time.
  clock = turnedClock(new Date(Date.now() + 60_000).toISOString());
  engine = engineOn(db.engine, { clock });
  carrier = testCarrier();
});

const phone = (n: number) => `+4477009007${String(n).padStart(2, '0')}`;
const promise = (orgId: string, to: string, more: Partial<PromisedText> = {}) =>
  promiseText(db.sql, { to, orgId, at: clock.now(), ...more });
const keep = (lane = LANE) => keepLane(lane, keepToolsFor(db.engine, engine, carrier));
const pause = (sql = db.engine) =>
  pauseFloods({
    ...{ sql, clock, log: engine.caught.log },
    ring: createBell({ sql, clock, log: engine.caught.log, newId, hasWebhook: false }),
    ...{ onboardingNumber: ONBOARDING_NUMBER, textsPerTenMinutes: LIMIT },
  });
const alerts = () => engine.caught.records('alert').filter(({ alert }) => alert === 'tenant_floods');
const mark = (id: string, payload: object) =>
  db.sql`UPDATE outbox SET payload = payload || ${JSON.stringify(payload)}::text::jsonb WHERE id = ${id}`;
const waits = async (id: string) => {
  const { due_at } = await promiseState(db.sql, id);
  return Math.max(0, due_at.getTime() - clock.now().getTime());
};

test('in a shared lane organizations take turns, in the order of their promises, and answers go first', async () => {
  for (let n = 0; n < 30; n += 1) await promise('loud', phone(n));
  for (const n of [50, 51]) await promise('calm', phone(n));
  for (const n of [40, 41]) {
    await db.sql`UPDATE outbox SET is_answer = false WHERE id = ${await promise('other', phone(n))}`;
  }
  const claimed = await claimDue(db.engine, LANE, 8, clock.now());
  expect(claimed.map(({ recipient }) => recipient)).toEqual([0, 1, 2, 3, 4, 5, 50, 51].map(phone));
  const rest = await claimDue(db.engine, LANE, 100, clock.now());
  expect(rest).toHaveLength(26);
});

test('the order for one phone is kept, whatever the turns', async () => {
  for (const body of ['one', 'two', 'three']) await promise('loud', phone(1), { body });
  await promise('calm', phone(1), { body: 'four' });
  await keep();
  expect(carrier.sent.map(({ body }) => body)).toEqual(['one', 'two', 'three', 'four']);
});

test('claiming from a lane of 20,000 promises stays quick, also with a plan of the time when it was short', async () => {
  for (let n = 0; n < 8; n += 1) {
    await promise('calm', phone(n));
    await claimDue(db.engine, LANE, 1, clock.now());
  }
  await db.sql`
    INSERT INTO outbox (id, org_id, kind, lane, recipient, payload)
    SELECT gen_random_uuid(), CASE WHEN n % 100 = 0 THEN 'calm' ELSE 'loud' END, 'sendText', ${LANE},
      '+44770090' || lpad(n::text, 8, '0'), '{}' FROM generate_series(1, 20000) n`;
  const durations: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const startedMs = performance.now();
    const claimed = await claimDue(db.engine, LANE, 8, clock.now());
    durations.push(performance.now() - startedMs);
    expect(new Set(claimed.map(({ org_id }) => org_id))).toEqual(new Set(['loud', 'calm']));
  }
  // Some 50 ms; walking the lane once a row took 8 s.
  expect(durations.sort((one, other) => one - other)[4]).toBeLessThan(1_000);
});

test('an organization that floods is paused in both of its lanes, once alerted about, and nobody else waits', async () => {
  const loud = [];
  for (let n = 0; n < LIMIT; n += 1) loud.push(await promise('loud', phone(n)));
  await pause();
  expect(await Promise.all(loud.map(waits))).toEqual(loud.map(() => 0));
  loud.push(await promise('loud', phone(10), { from: DEDICATED }));
  const calm = await promise('calm', phone(20));
  await Promise.all([pause(), pause(), pause()]);
  expect(await Promise.all(loud.map(waits))).toEqual(loud.map(() => 10 * MINUTE));
  expect(await waits(calm)).toBe(0);
  expect(alerts()).toMatchObject([{ level: 'warn', orgId: 'loud', texts: LIMIT + 1 }]);
  const paused = engine.caught.records('twilio.messaging').filter(({ decision }) => decision === 'paused');
  expect(paused.reduce((sum, { texts }) => sum + Number(texts), 0)).toBe(loud.length);
  await keep();
  expect(carrier.sent.map(({ to }) => to)).toEqual([phone(20)]);
});

test('it goes on as long as the flood, without another alert, and then everything leaves', async () => {
  for (let n = 0; n <= LIMIT; n += 1) await promise('loud', phone(n));
  await pause();
  clock.turn(5 * MINUTE);
  const late = await promise('loud', phone(30));
  await pause();
  expect(await waits(late)).toBe(10 * MINUTE);
  expect(alerts()).toHaveLength(1);
  for (let n = 0; n < 2; n += 1) {
    clock.turn(5 * MINUTE);
    await pause();
  }
  expect(await keep()).toBeNull();
  expect(carrier.sent).toHaveLength(LIMIT + 2);
});

test('the confirmation of a STOP leaves at once, past what is paused to the same phone, and so do the owner’s own words', async () => {
  const held = await promise('loud', phone(1));
  for (let n = 2; n <= LIMIT + 1; n += 1) await promise('loud', phone(n));
  await pause();
  expect(await waits(held)).toBe(10 * MINUTE);
  await db.sql`
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    VALUES ('org:loud', ${phone(1)}, 'sms', 'loud', true, now())`;
  await mark(await promise('loud', phone(1), { body: 'you are out' }), { confirmsOptOut: true });
  await mark(await promise('loud', phone(40), { body: 'I come at five' }), { text: 'ownerWords' });
  await pause();
  await keep();
  expect(carrier.sent.map(({ body }) => body).sort()).toEqual(['I come at five', 'you are out']);
  expect((await promiseState(db.sql, held)).status).toBe('suppressed');
});

test('texts of more than ten minutes ago, suppressed ones and those that came in do not count', async () => {
  for (let n = 0; n < LIMIT; n += 1) await promise('loud', phone(n));
  await db.sql`UPDATE messages SET created_at = ${new Date(clock.now().getTime() - 10 * MINUTE)}`;
  for (let n = 10; n < 10 + LIMIT; n += 1) await promise('loud', phone(n));
  const { count } = await db.sql`
    INSERT INTO messages (id, org_id, direction, our_number, their_number, body, status, created_at)
    SELECT overlay(id::text PLACING 'ffff' FROM 33)::uuid, org_id, d, our_number, their_number, body, s, created_at
    FROM messages, (VALUES ('inbound', 'received'), ('outbound', 'suppressed')) AS other(d, s)
    WHERE created_at = ${clock.now()} AND d = 'inbound'`;
  expect(count).toBe(LIMIT);
  const suppressed = await promise('loud', phone(30));
  await db.sql`UPDATE messages SET status = 'suppressed' WHERE id = ${suppressed}`;
  await pause();
  expect(alerts()).toEqual([]);
});
