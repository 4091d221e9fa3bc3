/** An alert reaches the operators' webhook: persisted, tried again, throttled by name, and nobody's number in it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { alertBody, QUIET_MS } from '../../src/outbox/alerts/index.ts';
import { ALERT_LANE, createBell, keepLane, type Ring } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { postJsonTo } from '../../src/providers/alert-webhook/index.ts';
import { keepToolsFor, laterClock, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, type TestEngine } from '../support/engine.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { SECOND, type TurnedClock } from '../support/turned-clock.ts';

const SECRET_PATH = '/services/T000/very-secret';
let db: TestDatabase;
let receiver: Receiver;
let clock: TurnedClock;
let engine: TestEngine;
let ring: Ring;

beforeAll(async () => {
  db = await cloneDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.close();
  await db?.drop();
});
beforeEach(async () => {
  await db.sql`DELETE FROM outbox`;
  await db.sql`DELETE FROM outbox_lanes`;
  await db.sql`DELETE FROM alerts`;
  receiver.received.length = 0;
  clock = laterClock();
  engine = engineOn(db.engine, { clock });
  ring = createBell({ sql: db.engine, clock, log: engine.caught.log, newId, hasWebhook: true });
});

const keep = () =>
  keepLane(
    ALERT_LANE,
    keepToolsFor(db.engine, engine, testCarrier(), { postAlert: postJsonTo(receiver.url + SECRET_PATH) }),
  );
const bodySchema = z.object({ text: z.string(), alert: z.string(), heldBack: z.number() });
const bodies = () => receiver.received.map(({ body }) => bodySchema.parse(body));

test('a receiver that fails first is told later, once, and its address stands nowhere', async () => {
  receiver.answers.push(500, 429);
  expect(await ring('pool_low', { available: 2, orgId: null })).toBe(true);
  await keep();
  expect(receiver.received).toHaveLength(1);
  clock.turn(2 * SECOND);
  await keep();
  clock.turn(4 * SECOND);
  await keep();
  expect(receiver.received).toHaveLength(3);
  clock.turn(60 * SECOND);
  expect(await keep()).toBeNull();
  expect(receiver.received).toHaveLength(3);
  expect(bodies()[2]).toMatchObject({ alert: 'pool_low', heldBack: 0 });
  expect(bodies()[2]?.text).toContain('available: 2');
  const [row] = await db.sql`SELECT status, attempts, payload::text, last_error FROM outbox`;
  expect(row).toMatchObject({ status: 'kept', attempts: 3 });
  expect(JSON.stringify(row) + engine.caught.text()).not.toContain('very-secret');
});

test('one name is told once in a quarter of an hour, with the count of what was held back; another name at once', async () => {
  await ring('text_not_sent', { code: '30007' });
  await keep();
  for (let n = 0; n < 4; n += 1) await ring('text_not_sent', { code: '30007' });
  await ring('call_loop');
  await keep();
  expect(bodies().map(({ alert }) => alert)).toEqual(['text_not_sent', 'call_loop']);
  clock.turn(QUIET_MS - 10 * SECOND);
  await keep();
  expect(receiver.received).toHaveLength(2);
  clock.turn(10 * SECOND);
  await keep();
  expect(bodies().slice(2)).toMatchObject([{ alert: 'text_not_sent', heldBack: 3 }]);
  clock.turn(2 * QUIET_MS);
  expect(await keep()).toBeNull();
  await ring('text_not_sent', { code: '30007' });
  await keep();
  expect(bodies().slice(3)).toMatchObject([{ alert: 'text_not_sent', heldBack: 0 }]);
});

test('many nodes that ring at the same moment are one alert', async () => {
  const rung = await Promise.all(Array.from({ length: 8 }, () => ring('dead_letters')));
  expect(rung).toEqual(Array.from({ length: 8 }, () => true));
  expect(await db.sql`SELECT id FROM outbox WHERE lane = ${ALERT_LANE}`).toHaveLength(1);
  await keep();
  expect(bodies()).toMatchObject([{ alert: 'dead_letters', heldBack: 7 }]);
  clock.turn(QUIET_MS);
  await Promise.all(Array.from({ length: 8 }, () => ring('dead_letters')));
  expect(await db.sql`SELECT id FROM outbox WHERE lane = ${ALERT_LANE} AND status = 'due'`).toHaveLength(1);
});

test('a refusal for good ends the promise; the next ring makes another', async () => {
  receiver.answers.push(404);
  await ring('pool_low');
  await keep();
  expect((await db.sql`SELECT status, error_code FROM outbox`)[0]).toMatchObject({
    status: 'failed',
    error_code: 'http_404',
  });
  clock.turn(QUIET_MS);
  await ring('pool_low');
  await keep();
  expect(receiver.received).toHaveLength(2);
});

test('a bell without its database says so, and the log has the alert all the same', async () => {
  const gone = await cloneDatabase();
  await gone.drop();
  const broken = createBell({ sql: gone.engine, clock, log: engine.caught.log, newId, hasWebhook: true });
  expect(await broken('pool_low')).toBe(false);
  expect(engine.caught.records('alert').map(({ msg }) => msg)).toEqual([
    'alert',
    'outbox.alert_not_promised',
  ]);
});

test('numbers and long words do not leave; ids and times do', () => {
  const id = '019356f0-1234-7123-8123-123456789012';
  const body = alertBody('JobRun', 'somebody at +44 7700 900123 asks', {
    details: {
      orgId: id,
      detail: 'rang 07700 900456',
      deep: { from: ['+12025550123'] },
      reason: 'x'.repeat(900),
    },
    heldBack: 2,
    at: '2026-11-20T09:00:00.000Z',
  });
  expect(JSON.stringify(body)).not.toMatch(/7700|2025550123/);
  expect(body.details.orgId).toBe(id);
  expect(body.at).toBe('2026-11-20T09:00:00.000Z');
  expect(body.text).toMatch(/^JobRun: somebody at \[number\] asks \(and 2 more of it\)\n/);
  expect(String(body.details.reason)).toHaveLength(200);
  expect(body.content).toBe(body.text);
});
