/** One call looked at, and the recipients of a batch page by page, as the organization's own program sees them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiWorld, openApiWorld } from './world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world?.close());

const ISO = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

test('a call says where it stands and by which clock its hours are judged', async () => {
  await world.db.sql`INSERT INTO outbound_settings (org_id, calling_days) VALUES ('ada', '{}')`;
  const asked = await world.send('POST', '/api/assistants/test-call', {
    json: { phoneNumber: '07700 900740', name: 'Grace', callType: 'SHIPPING_UPDATE' },
  });
  const { status, json } = await world.send('GET', `/api/calls/${asked.json.callId}`);
  expect(status).toBe(200);
  expect(json).toEqual({
    ...{ callId: asked.json.callId, phone: '+447700900740', name: 'Grace', callType: 'SHIPPING_UPDATE' },
    ...{ assistantId: 'agent_ada', origin: 'request', batchId: null, attempt: 1, follows: null },
    ...{ status: 'queued', waitsFor: 'window', notBefore: asked.json.notBefore, timeZone: 'Europe/London' },
    ...{ label: null, evidence: null, notes: null, summary: null, endReason: null, durationS: null },
    ...{ createdAt: expect.stringMatching(ISO), dialledAt: null, answeredAt: null, endedAt: null },
    ...{ nextTry: null, followUp: null, callback: null, doNotCall: null },
  });
});

test('somebody who asked not to be called is shown with when and in which words', async () => {
  const asked = await world.send('POST', '/api/assistants/test-call', {
    json: { phoneNumber: '+447700900741', callType: 'SHIPPING_UPDATE' },
  });
  await world.db
    .sql`INSERT INTO do_not_call (org_id, phone, source) VALUES ('ada', '+447700900741', 'A letter')`;
  const { json } = await world.send('GET', `/api/calls/${asked.json.callId}`);
  expect(json.doNotCall).toEqual({
    since: expect.stringMatching(ISO),
    words: 'A letter',
    source: expect.any(String),
  });
});

test('the recipients of a batch come page by page, each with its call', async () => {
  await world.db.sql`INSERT INTO do_not_call (org_id, phone) VALUES ('ada', '+447700900745')`;
  const rows = ['+447700900742', 'nobody', '07700 900745', '+447700900743', '07700900742'];
  const made = await world.send('POST', '/api/batch-calls', {
    json: {
      ...{ campaignName: 'May', callType: 'BILLING_REMINDER' },
      recipients: rows.map((phone, n) => ({ phone, name: `Person ${n + 1}` })),
    },
  });
  const path = `/api/batch-calls/${made.json.batchId}/recipients`;
  const first = await world.send('GET', `${path}?limit=3`);
  expect(first.json).toMatchObject({
    ...{ batchId: made.json.batchId, nextAfter: 3 },
    recipients: [
      { row: 1, name: 'Person 1', outcome: 'queued', call: { status: 'queued', batchId: made.json.batchId } },
      { row: 2, written: 'nobody', phone: null, outcome: 'invalid', error: 'not a phone number', call: null },
      { row: 3, phone: '+447700900745', outcome: 'do_not_call', call: null },
    ],
  });
  const second = await world.send('GET', `${path}?limit=3&after=${first.json.nextAfter}`);
  expect(
    second.json.recipients.map(({ row, outcome }: { row: number; outcome: string }) => [row, outcome]),
  ).toEqual([
    [4, 'queued'],
    [5, 'duplicate'],
  ]);
  expect(second.json.nextAfter).toBeNull();
  const one = await world.send('GET', `/api/calls/${first.json.recipients[0].call.callId}`);
  expect(one.json).toMatchObject(first.json.recipients[0].call);
});

test.each(['limit=0', 'limit=501', 'limit=x', 'after=-1', 'after=1e20'])(
  'a page that is none: %s',
  async (query) => {
    const made = await world.send('POST', '/api/batch-calls', {
      json: { campaignName: 'x', callType: 'BILLING_REMINDER', recipients: [{ phone: '+447700900746' }] },
    });
    const answered = await world.send('GET', `/api/batch-calls/${made.json.batchId}/recipients?${query}`);
    const field = query.split('=')[0];
    expect([answered.status, answered.json]).toEqual([400, { error: `${field} is wrong`, field }]);
  },
);
