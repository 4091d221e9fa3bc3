/** Whatever is written into a text, it is handled: answered, stored, and the owner's place in the conversation kept. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, formOf, openDoors, SMS_DOOR } from '../support/doors.ts';
import { laneOfOwner, newSid, ONBOARDING_NUMBER } from '../support/engine.ts';

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

let serial = 0;
function newOwner(): string {
  serial += 1;
  return `+447700900${740 + serial}`;
}
const stateOf = async (phone: string) => {
  const [row] = await db.sql<{ state: string }[]>`
    SELECT state FROM conversations WHERE their_number = ${phone} AND machine = 'onboarding'`;
  return row?.state;
};
const lastBodyOf = async (phone: string) => {
  const [row] = await db.sql<{ body: string; outcome: string }[]>`
    SELECT payload #>> '{occurrence,body}' AS body, outcome FROM inbound_events WHERE lane = ${laneOfOwner(phone)}
    ORDER BY id DESC LIMIT 1`;
  return row;
};
const field = { From: '+447700900799', To: ONBOARDING_NUMBER, Body: 'hello' };

test.each([
  ['MessageSid', { ...field }],
  ['From', { MessageSid: newSid(), To: ONBOARDING_NUMBER, Body: 'hello' }],
  ['To', { MessageSid: newSid(), From: '+447700900799', Body: 'hello' }],
  ['From', { ...field, MessageSid: newSid(), From: '' }],
  ['From', { ...field, MessageSid: newSid(), From: '9'.repeat(65) }],
  ['MessageSid', { ...field, MessageSid: '\u0000' }],
])('a text without a usable %s is answered 400, and nothing is stored', async (name, fields) => {
  const response = await doors.post(SMS_DOOR, fields);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(name);
  const rows = await db.sql`SELECT FROM inbound_events WHERE lane LIKE '%447700900799'`;
  expect(rows).toHaveLength(0);
});

test.each([
  ['nothing at all', ''],
  ['1,600 characters', 'x'.repeat(1_600)],
  ['1,600 emoji', '🔧'.repeat(1_600)],
  ['an emoji of several characters', '👩🏽‍🔧🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['a NUL', 'a\u0000b'],
  ['control characters', '\u0001\u0008\u001b[31m\u007f'],
  ['text from right to left', 'مرحبا שלום \u202e'],
  ['SQL', "'); DROP TABLE organizations; --"],
  ['JSON', '{"type":"PAYMENT_ACTIVE"}'],
  ['markup', '<Response><Dial>+447700900001</Dial></Response>'],
  ['a name of JavaScript', '__proto__'],
])('%s: answered, and the state is kept', async (_what, body) => {
  const owner = newOwner();
  await doors.text(owner, 'hello there');
  const before = await stateOf(owner);
  const response = await doors.text(owner, body);
  expect([response.status, await response.text()]).toEqual([200, '<Response/>']);
  expect(await stateOf(owner)).toBe(before);
  expect((await lastBodyOf(owner))?.body).toBe(body.replaceAll('\u0000', ''));
});

test('bytes that are not UTF-8 are replaced', async () => {
  const owner = '+447700900731';
  const raw = `${formOf({ MessageSid: newSid(), From: owner, To: ONBOARDING_NUMBER })}&Body=caf%E9%ff%FE`;
  expect((await doors.postRaw(SMS_DOOR, raw)).status).toBe(200);
  expect((await lastBodyOf(owner))?.body).toBe('caf\ufffd\ufffd\ufffd');
});

test('a lone surrogate cannot stop the storing', async () => {
  const owner = '+447700900732';
  expect((await doors.text(owner, 'half \ud83d emoji')).status).toBe(200);
  expect((await lastBodyOf(owner))?.body).toBe('half \ufffd emoji');
});

test('a form that is no form is answered 400', async () => {
  for (const garbage of ['', '%%%', '{"a":1}', '=&=&&', 'a'.repeat(10_000)]) {
    expect((await doors.postRaw(SMS_DOOR, garbage)).status).toBe(400);
  }
});

test('a picture without words is stored with its link, NUL and all', async () => {
  const owner = '+447700900733';
  const more = { NumMedia: '2', MediaUrl0: 'https://media.test/1\u0000', MediaUrl1: 'https://media.test/2' };
  expect((await doors.text(owner, '', more)).status).toBe(200);
  const [row] = await db.sql`
    SELECT payload #> '{occurrence,mediaUrls}' AS urls, outcome FROM inbound_events WHERE lane = ${laneOfOwner(owner)}`;
  expect(row).toEqual({ urls: ['https://media.test/1', 'https://media.test/2'], outcome: 'stepped' });
});

test('a field that comes twice counts once, and is still signed over', async () => {
  const owner = '+447700900734';
  expect((await doors.text(owner, 'first', { Body: ['first', 'second'] })).status).toBe(200);
  expect((await lastBodyOf(owner))?.body).toBe('first');
});

test('five thousand fields are read in a moment, and so is one name thirty thousand times', async () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`f${n}`, '']));
  const owner = '+447700900735';
  const startedAt = performance.now();
  expect((await doors.text(owner, 'hello', many)).status).toBe(200);
  const same = formOf({ MessageSid: newSid(), From: owner, To: ONBOARDING_NUMBER, Body: 'again' });
  expect(
    (await doors.postRaw(SMS_DOOR, `${same}${'&a'.repeat(32_000)}`, { signature: 'wrong' })).status,
  ).toBe(401);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test.each([
  [
    'an honest content-length',
    (body: string) => ({ body, headers: { 'content-length': String(body.length) } }),
  ],
  ['no content-length', (body: string) => ({ body, headers: {} })],
  ['a lying content-length', (body: string) => ({ body, headers: { 'content-length': '10' } })],
  ['chunks', (body: string) => ({ body: new Blob([body]).stream(), headers: {} })],
])('more than 64 KiB with %s is answered 413', async (_what, request) => {
  const body = formOf({
    MessageSid: newSid(),
    From: '+447700900736',
    To: ONBOARDING_NUMBER,
    Body: 'x'.repeat(70_000),
  });
  const sent = request(body);
  const response = await doors.services.app.request(`http://internal:3000${SMS_DOOR}`, {
    method: 'POST',
    ...sent,
    duplex: 'half',
  });
  expect(response.status).toBe(413);
});

test('a body that goes on and on is not read to its end', async () => {
  let chunks = 0;
  const endless = new ReadableStream({
    pull(controller) {
      chunks += 1;
      controller.enqueue(new Uint8Array(8_192).fill(97));
      // It does end, so that a door which reads on fails this test instead of filling the machine.
      if (chunks === 200) controller.close();
    },
  });
  const request = { method: 'POST', body: endless, duplex: 'half' } as const;
  const response = await doors.services.app.request(`http://internal:3000${SMS_DOOR}`, request);
  expect(response.status).toBe(413);
  expect(chunks).toBeLessThan(20);
});
