/** Who texts and calls which number: strangers, words instead of numbers, our own numbers, and one phone in three spellings. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors, SMS_DOOR } from '../support/doors.ts';
import { laneOfOwner, newSid, ONBOARDING_NUMBER } from '../support/engine.ts';

const VOICE_DOOR = '/api/twilio/voice';
const STATUS_DOOR = '/api/twilio/status';
const DEDICATED = '+447700900860';
let db: TestDatabase;
let doors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url);
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number)
    VALUES ('org-1', ${`Bill & Ben's <"Pipes">`}, '+447700900861', '+447700900861', ${DEDICATED})`;
  await db.sql`INSERT INTO phone_numbers (phone_e164, status, org_id) VALUES (${DEDICATED}, 'ASSIGNED', 'org-1')`;
});
afterAll(async () => {
  await doors?.close();
  await db?.drop();
});

const storedIn = (lane: string) =>
  db.sql<{ outcome: string; org_id: string | null }[]>`
    SELECT outcome, org_id FROM inbound_events WHERE lane = ${lane}`;
const promisesTo = (recipient: string) => db.sql`SELECT FROM outbox WHERE recipient = ${recipient}`;
const call = (fields: Record<string, string>) =>
  doors.post(VOICE_DOOR, {
    CallSid: newSid().replace('SM', 'CA'),
    CallStatus: 'ringing',
    From: '+447700900862',
    ...fields,
  });

test('a text to a number of nobody is stored, logged and answered', async () => {
  const to = '+447700900899';
  const response = await doors.post(SMS_DOOR, {
    MessageSid: newSid(),
    From: '+447700900863',
    To: to,
    Body: 'hi',
  });
  expect([response.status, await response.text()]).toEqual([200, '<Response/>']);
  expect([...(await storedIn(`${to}>+447700900863`))]).toEqual([{ outcome: 'unknown_number', org_id: null }]);
  expect(doors.caught.records('unknown number').at(-1)).toMatchObject({ level: 'warn', to });
  expect(await promisesTo('+447700900863')).toHaveLength(0);
});

test.each(['anonymous', 'Restricted', '60777', '88222', 'TWILIO', 'JobRun>1', 'client:jack'])(
  'a text from %s is stored and never answered by a text',
  async (from) => {
    const response = await doors.text(from, 'Plumber from London');
    expect([response.status, await response.text()]).toEqual([200, '<Response/>']);
    const rows = await storedIn(laneOfOwner(from));
    expect(rows.map(({ outcome }) => outcome)).toEqual(['untextable']);
    expect(await promisesTo(from)).toHaveLength(0);
  },
);

test('our own numbers never talk to each other', async () => {
  await doors.text(DEDICATED, 'Plumber from London');
  await doors.post(SMS_DOOR, { MessageSid: newSid(), From: ONBOARDING_NUMBER, To: DEDICATED, Body: 'Hi' });
  expect((await storedIn(laneOfOwner(DEDICATED)))[0]?.outcome).toBe('untextable');
  expect((await storedIn(`${DEDICATED}>${ONBOARDING_NUMBER}`))[0]?.outcome).toBe('untextable');
  expect(await promisesTo(DEDICATED)).toHaveLength(0);
  expect(await promisesTo(ONBOARDING_NUMBER)).toHaveLength(0);
});

test('three spellings of a phone are one organization', async () => {
  for (const [from, body] of [
    ['+447900000001', 'Plumber from London'],
    ['447900000001', 'ABC Plumbing'],
    ['07900000001', 'John Smith'],
  ] as const) {
    expect((await doors.text(from, body)).status).toBe(200);
  }
  const rows = await db.sql`SELECT name, owner_name FROM organizations WHERE owner_phone = '+447900000001'`;
  expect([...rows]).toEqual([{ name: 'ABC Plumbing', owner_name: 'John Smith' }]);
});

test('a spelling of our own number is our own number', async () => {
  const response = await doors.post(SMS_DOOR, {
    MessageSid: newSid(),
    From: '+447700900864',
    To: ONBOARDING_NUMBER.slice(1),
    Body: 'Plumber from London',
  });
  expect(response.status).toBe(200);
  expect((await storedIn(laneOfOwner('+447700900864')))[0]?.outcome).toBe('stepped');
});

test('a caller hears the name of the business, whatever characters it has', async () => {
  const response = await call({ To: DEDICATED });
  const twiml = await response.text();
  expect(response.headers.get('content-type')).toContain('text/xml');
  expect(twiml).toContain('Thank you for calling Bill &amp; Ben&apos;s &lt;&quot;Pipes&quot;&gt;.');
  expect(twiml.match(/<[^>]+>/g)).toEqual([
    '<Response>',
    '<Say language="en-GB">',
    '</Say>',
    '<Hangup/>',
    '</Response>',
  ]);
});

test('a call to the onboarding number is asked to text, one to a number of nobody is told so', async () => {
  expect(await (await call({ To: ONBOARDING_NUMBER })).text()).toContain(
    'please send a text message to this number',
  );
  expect(await (await call({ To: '+447700900898' })).text()).toContain('not in use');
});

test.each(['anonymous', 'Anonymous', '+266696687', '', 'sip:jack@example.com'])(
  'a caller who is called %j does no harm',
  async (From) => {
    const response = await call({ To: DEDICATED, From });
    expect(response.status).toBe(200);
  },
);

test('a call twice is answered alike, byte for byte, even when the business is called differently by then', async () => {
  const fields = { CallSid: 'CA1', CallStatus: 'ringing', From: '+447700900865', To: DEDICATED };
  const first = await (await doors.post(VOICE_DOOR, fields)).text();
  await db.sql`UPDATE organizations SET name = 'Another Name' WHERE id = 'org-1'`;
  expect(await (await doors.post(VOICE_DOOR, fields)).text()).toBe(first);
  expect(await (await call({ To: DEDICATED })).text()).toContain('Another Name');
});

test.each([
  ['a text', { MessageSid: 'SMnever', MessageStatus: 'delivered', ErrorCode: '' }],
  ['a text in the old words', { SmsSid: 'SMold', SmsStatus: 'sent' }],
  ['a call', { CallSid: 'CAnever', CallStatus: 'completed' }],
  ['a text in a status of next year', { MessageSid: 'SMnever', MessageStatus: 'teleported' }],
])('a status of %s that was never ours is stored and answered', async (_what, fields) => {
  const response = await doors.post(STATUS_DOOR, fields, { query: { promise: 'not-a-uuid' } });
  expect([response.status, await response.text()]).toEqual([200, '<Response/>']);
});

test('a status without a subject is answered 400', async () => {
  expect((await doors.post(STATUS_DOOR, { MessageStatus: 'sent' })).status).toBe(400);
  expect((await doors.post(VOICE_DOOR, { From: '+447700900865' })).status).toBe(400);
});
