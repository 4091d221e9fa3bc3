/** The gate: nobody who opted out is texted or rung, whoever heard of it and whenever. */
import { glob, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepLane, senderLane } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { keepToolsFor, laterClock, type TestCarrier, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  engineOn,
  ONBOARDING_NUMBER,
  ownOnboardingNumber,
  type TestEngine,
  textFrom,
} from '../support/engine.ts';
import { promiseState, promiseText } from '../support/promises.ts';

let db: TestDatabase;
let engine: TestEngine;
let carrier: TestCarrier;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM outbox_lanes`;
  await db.sql`UPDATE outbox SET status = 'suppressed' WHERE status IN ('due', 'claimed', 'unknown')`;
  engine = engineOn(db.engine, { clock: laterClock() });
  carrier = testCarrier();
});

const keep = (lane = senderLane(ONBOARDING_NUMBER)) =>
  keepLane(lane, keepToolsFor(db.engine, engine, carrier));
const lastOf = async (owner: string) => {
  const [row] = await db.sql<{ id: string; status: string }[]>`
    SELECT id, status FROM outbox WHERE recipient = ${owner} ORDER BY seq DESC LIMIT 1`;
  return row;
};
const organizationOf = async (owner: string) => {
  const [row] = await db.sql<{ id: string }[]>`SELECT id FROM organizations WHERE owner_phone = ${owner}`;
  return row?.id ?? '';
};

test('a STOP between promise and sending: the text never leaves', async () => {
  const owner = '+447700900641';
  await engine.advance(textFrom(owner, 'Plumber from London'));
  expect((await lastOf(owner))?.status).toBe('due');
  await engine.advance(textFrom(owner, 'STOP'));
  await keep();
  expect(carrier.sent).toEqual([]);
  expect((await lastOf(owner))?.status).toBe('suppressed');
});

test('a STOP to the onboarding number also stops texts from the dedicated number of the same organization', async () => {
  const owner = '+447700900642';
  await engine.advance(textFrom(owner, 'Plumber from London'));
  await engine.advance(textFrom(owner, 'STOP'));
  const from = '+447700900851';
  const id = await promiseText(db.sql, {
    to: owner,
    from,
    orgId: await organizationOf(owner),
    at: engine.tools.clock.now(),
  });
  await keep(senderLane(from));
  expect((await promiseState(db.sql, id)).status).toBe('suppressed');
});

test('an opt-out that only the carrier knew of is written into the ledger, and nothing is tried again', async () => {
  const owner = '+447700900643';
  carrier.onSend = () => ({
    kind: 'final',
    code: '21610',
    reason: 'opted out',
    isOptOut: true,
    alert: false,
  });
  await engine.advance(textFrom(owner, 'Plumber from London'));
  await keep();
  const [entry] = await db.sql`SELECT action, source, words FROM consent_ledger WHERE phone = ${owner}`;
  expect(entry).toEqual({ action: 'opt_out', source: 'provider_error', words: '21610' });
  await promiseText(db.sql, {
    to: owner,
    orgId: await organizationOf(owner),
    at: engine.tools.clock.now(),
  });
  await keep();
  expect(carrier.sent).toHaveLength(1);
  expect((await lastOf(owner))?.status).toBe('suppressed');
});

test('a text that can never be delivered is told to its machine, which calls the operator', async () => {
  const owner = '+447700900644';
  carrier.onSend = () => ({
    kind: 'final',
    code: '21211',
    reason: 'not a number',
    isOptOut: false,
    alert: false,
  });
  await engine.advance(textFrom(owner, 'Plumber from London'));
  await keep();
  await keep('alert');
  expect((await promiseState(db.sql, (await lastOf(owner))?.id ?? '')).error_code).toBe('21211');
  const [step] = await db.sql`
    SELECT t.event ->> 'type' AS type, t.event ->> 'text' AS text FROM transitions t
    JOIN conversations c ON c.id = t.conversation_id WHERE c.their_number = ${owner} ORDER BY t.step DESC LIMIT 1`;
  expect(step?.type).toBe('TEXT_FAILED');
  expect(engine.caught.records('alert')[0]).toMatchObject({
    level: 'warn',
    detail: expect.stringContaining(owner),
  });
});

test.each(['sms', 'call'] as const)('an owner who opted out by %s is not rung either', async (channel) => {
  const owner = channel === 'sms' ? '+447700900645' : '+447700900646';
  await engine.advance(textFrom(owner, 'Plumber from London'));
  const orgId = await organizationOf(owner);
  await db.sql`
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    VALUES (${`org:${orgId}`}, ${owner}, ${channel}, ${orgId}, true, now())`;
  const id = newId();
  await db.sql`
    INSERT INTO outbox (id, org_id, kind, lane, recipient, payload)
    VALUES (${id}, ${orgId}, 'placeTestCall', ${`call:${orgId}`}, ${owner}, '{}')`;
  await keep(`call:${orgId}`);
  expect(carrier.placed).toEqual([]);
  expect((await promiseState(db.sql, id)).status).toBe('suppressed');
});

test('a do-not-call entry does not stop texts', async () => {
  const owner = '+447700900646';
  await promiseText(db.sql, {
    to: owner,
    orgId: await organizationOf(owner),
    at: engine.tools.clock.now(),
  });
  await keep();
  expect(carrier.sent.map(({ to }) => to)).toEqual([owner]);
});

test('a keeper with a bug does not block its lane', async () => {
  const at = engine.tools.clock.now();
  const broken = await promiseText(db.sql, { to: '+447700900647', body: '', at });
  await promiseText(db.sql, { to: '+447700900648', at });
  await keep();
  expect(await promiseState(db.sql, broken)).toMatchObject({ status: 'failed', error_code: 'bug' });
  expect(carrier.sent.map(({ to }) => to)).toEqual(['+447700900648']);
});

test('no file outside the outbox sends a text or places a call', async () => {
  const callers: string[] = [];
  for await (const file of glob('src/**/*.{ts,tsx}')) {
    if (file.startsWith('src/simulator/')) continue;
    const source = await readFile(file, 'utf8');
    if (/\.(sendText|placeCall)\(|messages\.create\(|calls\.create\(/.test(source)) callers.push(file);
  }
  expect(callers.sort()).toEqual([
    'src/outbox/keep-agent-call.ts',
    'src/outbox/keepers.ts',
    'src/providers/twilio/place-call.ts',
    'src/providers/twilio/send-text.ts',
  ]);
});

test('no file outside the providers speaks to a company on the wire, and one door leads to the keepers', async () => {
  const speakers: string[] = [];
  const openers: string[] = [];
  for await (const file of glob('src/**/*.{ts,tsx}')) {
    if (file.startsWith('src/simulator/') || file.startsWith('src/providers/')) continue;
    const source = await readFile(file, 'utf8');
    if (/\bfetch\(|api\.twilio\.com|from 'twilio'|node:https'/.test(source)) speakers.push(file);
    if (/\bkeepPromise\(/.test(source)) openers.push(file);
  }
  expect(speakers).toEqual([]);
  expect(openers.sort()).toEqual(['src/outbox/keep.ts', 'src/outbox/keepers.ts']);
});
