/** One call: taken, refused as documented, and done once however often it is asked for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type ApiWorld, openApiWorld } from './world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world?.close());

const BY_ASSISTANT = '/api/assistants/test-call';
const BY_NUMBER = `/api/phone-numbers/${encodeURIComponent(ADA)}/test-call`;
const callType = 'BILLING_REMINDER';
const callsTo = (phone: string) =>
  world.db.sql`SELECT id, our_number, call_type, agent_id FROM agent_calls WHERE phone = ${phone}`;

describe.each([
  [BY_ASSISTANT, 'phoneNumber'],
  [BY_NUMBER, 'testPhoneNumber'],
])('%s', (path, field) => {
  const asked = (phone: unknown, more: object = {}) => ({ [field]: phone, callType, ...more });
  const post = (json: unknown, headers = {}) => world.send('POST', path, { json, headers });
  const phone = field === 'phoneNumber' ? '+447700900721' : '+447700900722';

  test('200, and one row', async () => {
    const { status, json } = await post(asked(phone, { name: 'Grace', variables: { amount: '£20' } }));
    expect([status, json]).toEqual([200, expect.objectContaining({ success: true })]);
    expect(await callsTo(phone)).toEqual([
      { id: json.callId, our_number: ADA, call_type: callType, agent_id: 'agent_ada' },
    ]);
  });

  test.each([
    {},
    { callType: '' },
    { callType: 'billing_reminder' },
    { callType: 5 },
    { callType: null },
    { callType: 'X', more: 1 },
  ])('callType missing or unknown in %j: the documented 400', async (more) => {
    const { status, text } = await post({ [field]: phone, ...more });
    expect([status, text]).toEqual([
      400,
      '{"error":"callType is required","validTypes":["BILLING_REMINDER","APPOINTMENT_REMINDER","SHIPPING_UPDATE"]}',
    ]);
  });

  test.each([
    [asked(undefined), `${field} is required`],
    [asked(5551234567), `${field} must be a string`],
    [asked('hello'), `${field} is not a phone number`],
    [asked(''), `${field} is not a phone number`],
    [asked(phone, { phnoe: 'x' }), 'phnoe is not a field of this request'],
    [asked(phone, { variables: { amount: 20 } }), 'variables.amount must be a string'],
    [asked(phone, { variables: { 'a b': 'x' } }), 'variables.a b is not a name for a variable'],
    [asked(phone, { name: 'x\u0000' }), 'name holds a character that is no text'],
    [asked(phone, { name: 'x'.repeat(501) }), 'name is too long: at most 500'],
    [[], 'the body must be a JSON object'],
    ['text', 'the body must be a JSON object'],
  ])('%j: %s', async (body, error) => {
    const { status, json } = await post(body);
    expect([status, json.error]).toEqual([400, error]);
  });

  test('what is no JSON, and what is too much of it', async () => {
    const broken = await world.send('POST', path, { body: '{"callType"' });
    expect([broken.status, broken.json.error]).toEqual([400, 'the body must be a JSON object']);
    expect((await post(asked('x'.repeat(70_000)))).status).toBe(413);
  });

  test('on the list, in any spelling: 503 as documented, and no row', async () => {
    await world.db
      .sql`INSERT INTO do_not_call (org_id, phone) VALUES ('ada', '+447700900723') ON CONFLICT DO NOTHING`;
    for (const spelling of ['+447700900723', '07700 900723', '0044 7700 900723', '447700900723']) {
      const { status, text } = await post(asked(spelling));
      expect([status, text]).toEqual([503, '{"error":"DO_NOT_CALL_BLOCKED"}']);
    }
    expect(await callsTo('+447700900723')).toEqual([]);
  });

  test('the same Idempotency-Key is the same call; another request with it is refused', async () => {
    const to = field === 'phoneNumber' ? '+447700900724' : '+447700900725';
    const headers = { 'idempotency-key': `order-${field}` };
    const answers = await Promise.all([1, 2, 3].map(() => post(asked(to), headers)));
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    const again = await post(asked(to), headers);
    expect([again.status, again.text]).toEqual([200, done[0]?.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await callsTo(to)).toHaveLength(1);
    expect((await post(asked('+447700900726'), headers)).status).toBe(422);
    expect((await post(asked(to), { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400);
  });

  test('a refusal is no answer for ever: the same key works once the number may be called', async () => {
    const to = field === 'phoneNumber' ? '+447700900727' : '+447700900728';
    const headers = { 'idempotency-key': `later-${field}` };
    await world.db.sql`INSERT INTO do_not_call (id, org_id, phone) VALUES (${to}, 'ada', ${to})`;
    expect((await post(asked(to), headers)).status).toBe(503);
    await world.db.sql`DELETE FROM do_not_call WHERE id = ${to}`;
    expect((await post(asked(to), headers)).status).toBe(200);
  });
});

test('whose consent is denied is not called', async () => {
  const { status, json } = await world.send('POST', BY_ASSISTANT, {
    json: { phoneNumber: '+447700900729', callType, consent: false },
  });
  expect([status, json.error]).toEqual([403, 'NO_CONSENT']);
});

test('a number may be named by its Twilio id', async () => {
  const { status } = await world.send(
    'POST',
    '/api/phone-numbers/PN0000000000000000000000000000000a/test-call',
    {
      json: { testPhoneNumber: '+447700900730', callType },
    },
  );
  expect(status).toBe(200);
});

test.each([
  [{ PHONE_OUTBOUND_V1_ENABLED: 'yes' }, 'PHONE_OUTBOUND_V1_DISABLED'],
  [{ PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: '' }, 'PHONE_OUTBOUND_V1_NOT_ALLOWED'],
  [{ PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: 'ad,adam' }, 'PHONE_OUTBOUND_V1_NOT_ALLOWED'],
])('with %j nobody is called: 403 %s', async (env, error) => {
  const closed = await openApiWorld(env);
  try {
    for (const [path, json] of [
      [BY_ASSISTANT, { phoneNumber: '+447700900731', callType }],
      [BY_NUMBER, { testPhoneNumber: '+447700900731', callType }],
      ['/api/batch-calls', { campaignName: 'x', callType, recipients: [{ phone: '+447700900731' }] }],
    ] as const) {
      const answered = await closed.send('POST', path, { json });
      expect([answered.status, answered.json.error]).toEqual([403, error]);
    }
    expect(await closed.db.sql`SELECT FROM agent_calls`).toHaveLength(0);
  } finally {
    await closed.close();
  }
});
