/** Timers: armed by the text that left, fired once, stale when the conversation moved on. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fireDueTimers, startForgottenTimers } from '../../src/conversations/index.ts';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import { keepToolsFor, laterClock, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  engineOn,
  ONBOARDING_NUMBER,
  ownOnboardingNumber,
  receiptOf,
  type TestEngine,
  textFrom,
} from '../support/engine.ts';
import { DAY, SECOND, type TurnedClock } from '../support/turned-clock.ts';

const LANE = senderLane(ONBOARDING_NUMBER);
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
  await db.sql`DELETE FROM timers`;
  await db.sql`DELETE FROM outbox_lanes`;
  await db.sql`UPDATE outbox SET status = 'suppressed' WHERE status IN ('due', 'claimed', 'unknown')`;
  clock = laterClock();
  engine = engineOn(db.engine, { clock });
  carrier = testCarrier();
});

const keep = () => keepLane(LANE, keepToolsFor(db.engine, engine, carrier));
const says = (owner: string, body: string) => engine.advance(textFrom(owner, body, { at: clock.now() }));
const fire = () => fireDueTimers(db.engine, engine.advance, clock.now());
const timers = () => db.sql<{ name: string; due_at: Date | null; after_promise: string | null }[]>`
  SELECT name, due_at, after_promise FROM timers`;
const textsTo = async (owner: string) => {
  const rows = await db.sql<{ text: string }[]>`
    SELECT payload ->> 'text' AS text FROM outbox WHERE recipient = ${owner} ORDER BY seq`;
  return rows.map(({ text }) => text);
};

test('a reminder is armed when its prompt was sent, and counts from then', async () => {
  await says('+447700900501', 'Plumber from London');
  expect(await timers()).toMatchObject([{ due_at: null }]);
  clock.turn(30 * SECOND);
  await keep();
  const [armed] = await timers();
  expect(armed?.after_promise).toBeNull();
  expect(armed?.due_at).toEqual(new Date(clock.now().getTime() + DAY));
});

test('a silent owner is reminded after one day and after two more, then left in peace', async () => {
  const owner = '+447700900502';
  await says(owner, 'Plumber from London');
  await keep();
  clock.turn(DAY - SECOND);
  expect(await fire()).toBe(0);
  clock.turn(SECOND);
  expect(await fire()).toBe(1);
  expect((await textsTo(owner)).at(-1)).toBe('reminder');
  await keep();
  clock.turn(2 * DAY - SECOND);
  expect(await fire()).toBe(0);
  clock.turn(SECOND);
  expect(await fire()).toBe(1);
  expect((await textsTo(owner)).at(-1)).toBe('lastReminder');
  await keep();
  expect(await timers()).toHaveLength(0);
  clock.turn(100 * DAY);
  expect(await fire()).toBe(0);
});

test('an answer takes the reminder away and sets its own', async () => {
  const owner = '+447700900503';
  await says(owner, 'Plumber from London');
  await keep();
  clock.turn(DAY - SECOND);
  await says(owner, 'ABC Plumbing');
  clock.turn(SECOND);
  expect(await fire()).toBe(0);
  expect(await timers()).toMatchObject([{ due_at: null }]);
});

test('many nodes that fire at once remind once', async () => {
  const owner = '+447700900504';
  await says(owner, 'Plumber from London');
  await keep();
  clock.turn(DAY);
  const nodes = [engine, engineOn(db.engine, { clock }), engineOn(db.engine, { clock })];
  await Promise.all(nodes.map((node) => fireDueTimers(db.engine, node.advance, clock.now())));
  expect((await textsTo(owner)).filter((text) => text === 'reminder')).toHaveLength(1);
});

test('a timer that was claimed by a node that died fires after a minute', async () => {
  const owner = '+447700900505';
  await says(owner, 'Plumber from London');
  await keep();
  clock.turn(DAY);
  const dead = () => Promise.reject(new Error('the node died'));
  await expect(fireDueTimers(db.engine, dead, clock.now())).rejects.toThrow('died');
  expect(await fire()).toBe(0);
  clock.turn(60 * SECOND);
  expect(await fire()).toBe(1);
  expect((await textsTo(owner)).at(-1)).toBe('reminder');
});

test('a timer that fires while the owner writes does nothing, although the state is the same: its token is stale', async () => {
  const owner = '+447700900506';
  await says(owner, 'Plumber from London');
  await keep();
  clock.turn(DAY);
  const outcomes: string[] = [];
  const answerFirst = async (delivery: Parameters<typeof engine.advance>[0]) => {
    await says(owner, 'HELP');
    const handled = await engine.advance(delivery);
    outcomes.push(handled.outcome);
    return handled;
  };
  await fireDueTimers(db.engine, answerFirst, clock.now());
  expect(outcomes).toEqual(['ignored']);
  expect(await textsTo(owner)).not.toContain('reminder');
  expect(await timers()).toHaveLength(1);
});

test('a text that never leaves does not hold its timer for ever', async () => {
  const [refused, optedOut] = ['+447700900507', '+447700900508'];
  carrier.onSend = ({ to }) =>
    to === refused
      ? { kind: 'final', code: '21211', reason: 'not a number', isOptOut: false, alert: false }
      : { kind: 'accepted', providerId: 'SM1', status: 'queued' };
  await says(refused, 'Plumber from London');
  await says(optedOut, 'Plumber from London');
  await says(optedOut, 'STOP');
  await keep();
  expect(carrier.sent.map(({ to }) => to)).toEqual([refused]);
  const due = await timers();
  expect(due.map(({ due_at }) => due_at)).toEqual(due.map(() => new Date(clock.now().getTime() + DAY)));
  clock.turn(DAY);
  await fire();
  expect((await textsTo(optedOut)).at(-1)).toBe('reminder');
  const [row] =
    await db.sql`SELECT status FROM outbox WHERE recipient = ${optedOut} ORDER BY seq DESC LIMIT 1`;
  expect(row?.status).toBe('suppressed');
});

test('a timer starts as well when only a receipt says that its text has left', async () => {
  const owner = '+447700900509';
  carrier.onSend = () => ({ kind: 'unknown', reason: 'no answer' });
  await says(owner, 'Plumber from London');
  await keep();
  const [promise] = await db.sql`SELECT id, status FROM outbox WHERE recipient = ${owner}`;
  expect(promise?.status).toBe('unknown');
  await engine.advance(receiptOf('SM77', 'delivered', { promiseId: promise?.id }));
  await startForgottenTimers(db.engine);
  const [row] = await db.sql`
    SELECT o.status, t.due_at - o.kept_at = interval '1 day' AS counts_from_receipt FROM outbox o, timers t
    WHERE o.recipient = ${owner}`;
  expect(row).toEqual({ status: 'kept', counts_from_receipt: true });
});
