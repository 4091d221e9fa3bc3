/** Twilio's doors open only for what Twilio signed and for who knows the token; a refusal stores nothing and tells no secret. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  AUTH_TOKEN,
  type Doors,
  openDoors,
  type PostOptions,
  SMS_DOOR,
  WEBHOOK_TOKENS,
} from '../support/doors.ts';
import { newSid, ONBOARDING_NUMBER } from '../support/engine.ts';

const OWNER = '+447700900701';
const DOORS = [SMS_DOOR, '/api/twilio/voice', '/api/twilio/status'] as const;
let db: TestDatabase;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url);
});
afterAll(async () => {
  await doors?.close();
  await db?.drop();
});

const everyField = () => ({
  MessageSid: newSid(),
  MessageStatus: 'sent',
  CallSid: newSid().replace('SM', 'CA'),
  CallStatus: 'ringing',
  From: OWNER,
  To: ONBOARDING_NUMBER,
  Body: 'Plumber from London',
});
const stored = async () => {
  const [row] = await db.sql<{ n: number }[]>`SELECT count(*)::int AS n FROM inbound_events`;
  return row?.n ?? 0;
};

const refused: Record<string, PostOptions> = {
  'no signature': { signature: false },
  'an empty signature': { signature: '' },
  'a wrong signature': { signature: 'L/OH5YylLD5NRKLltdqwSvS0BnU=' },
  'a signature made with an empty key': { signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
  'no webhook token': { token: false },
  'an empty webhook token': { token: '' },
  'a wrong webhook token': { token: 'not-this-token' },
  'a token in a header and a wrong one in the query': {
    token: 'not-this-token',
    headers: { 'x-webhook-token': WEBHOOK_TOKENS[0] },
  },
  'a query that was not signed': { signature: 'x', query: { promise: 'y' } },
};

test.each(DOORS.flatMap((door) => Object.keys(refused).map((what) => [door, what] as const)))(
  '%s refuses %s',
  async (door, what) => {
    const before = await stored();
    const response = await doors.post(door, everyField(), refused[what]);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('Unauthorized');
    expect(await stored()).toBe(before);
  },
);

const opened: Record<string, PostOptions> = {
  'the first token in the query': { token: WEBHOOK_TOKENS[0] },
  'the second token, during a rotation': { token: WEBHOOK_TOKENS[1] },
  'the token as x-webhook-token': { token: false, headers: { 'x-webhook-token': WEBHOOK_TOKENS[0] } },
  'the token as Bearer': { token: false, headers: { authorization: `Bearer ${WEBHOOK_TOKENS[1]}` } },
};

test.each(Object.keys(opened))('with a signature, %s opens', async (what) => {
  const response = await doors.post(SMS_DOOR, everyField(), opened[what]);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('<Response/>');
  expect(response.headers.get('content-type')).toContain('text/xml');
});

test('a field that was added on the way is noticed', async () => {
  const { signatureOf, formOf } = await import('../support/doors.ts');
  const fields = everyField();
  const signature = signatureOf(`${SMS_DOOR}?webhook_token=${WEBHOOK_TOKENS[0]}`, formOf(fields));
  const response = await doors.post(SMS_DOOR, { ...fields, Body: 'something else' }, { signature });
  expect(response.status).toBe(401);
});

test('refusals are logged with both hosts and the reason', async () => {
  await doors.post(SMS_DOOR, everyField(), { signature: false });
  expect(doors.caught.records('twilio.webhook-auth').at(-1)).toMatchObject({
    level: 'warn',
    decision: 'refused',
    reason: 'signature missing',
    path: SMS_DOOR,
    requestHost: 'internal:3000',
    expectedHost: 'jobrun.test',
  });
});

test('no token and no secret is in any line of the log', () => {
  const log = doors.caught.text();
  expect(log.length).toBeGreaterThan(1_000);
  for (const secret of [AUTH_TOKEN, ...WEBHOOK_TOKENS, 'not-this-token', 'whsec_of_the_doors', 'sk_test']) {
    expect(log).not.toContain(secret);
  }
});
