/** Who comes in: every route, with every kind of key, for one's own organization and for another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeKey, type Scope } from '../../../src/identity/index.ts';
import { ADA, type ApiWorld, BEN, openApiWorld } from './world.ts';

let world: ApiWorld;
let bensBatch: string;
let bensCall: string;
beforeAll(async () => {
  world = await openApiWorld();
  const { json } = await world.send('POST', '/api/batch-calls', {
    key: await world.newKey('ben'),
    json: { campaignName: 'Of Ben', callType: 'SHIPPING_UPDATE', recipients: [{ phone: '+447700900790' }] },
  });
  bensBatch = json.batchId;
  const [row] = await world.db.sql<
    { id: string }[]
  >`SELECT id FROM agent_calls WHERE batch_id = ${bensBatch}`;
  bensCall = row?.id ?? '';
});
afterAll(() => world?.close());

const call = { phoneNumber: '+447700900720', callType: 'BILLING_REMINDER' };
const numberCall = { testPhoneNumber: '+447700900720', callType: 'BILLING_REMINDER' };
const batch = { campaignName: 'x', callType: 'BILLING_REMINDER', recipients: [{ phone: '+447700900720' }] };
const nobody = '019aa000-0000-7000-8000-0000000000ff';

interface Route {
  readonly method: string;
  readonly path: (batchId: string) => string;
  readonly json?: unknown;
  readonly scope: Scope;
}
const routes: Route[] = [
  { method: 'POST', path: () => '/api/assistants/test-call', json: call, scope: 'calls:write' },
  {
    method: 'POST',
    path: () => `/api/phone-numbers/${encodeURIComponent(ADA)}/test-call`,
    json: numberCall,
    scope: 'calls:write',
  },
  { method: 'POST', path: () => '/api/batch-calls', json: batch, scope: 'batches:write' },
  { method: 'GET', path: (id) => `/api/batch-calls/${id}`, scope: 'batches:read' },
  { method: 'GET', path: (id) => `/api/batch-calls/${id}/results`, scope: 'batches:read' },
  { method: 'GET', path: (id) => `/api/batch-calls/${id}/recipients`, scope: 'batches:read' },
  { method: 'GET', path: (id) => `/api/calls/${id}`, scope: 'calls:read' },
  { method: 'POST', path: (id) => `/api/batch-calls/${id}/cancel`, scope: 'batches:write' },
  { method: 'POST', path: (id) => `/api/batch-calls/${id}/retry`, scope: 'batches:write' },
];

describe.each(routes)('$method $path', ({ method, path, json, scope }) => {
  const send = (key: string | null, batchId = nobody) =>
    world.send(method, path(batchId), { key, ...(json === undefined ? {} : { json }) });

  test('no key, no key at all, a wrong one and a revoked one: 401, and nobody learns which', async () => {
    const revoked = await world.newKey('ada');
    await revokeKey(world.db.engine, revoked.slice(0, 12), new Date());
    const wrong = world.key.slice(0, -1) + (world.key.endsWith('A') ? 'B' : 'A');
    for (const key of [null, '', 'hello', revoked, wrong]) {
      const answered = await send(key);
      expect([answered.status, answered.json]).toEqual([401, { error: 'Unauthorized' }]);
      expect(answered.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('a key that may do everything else: 403, and which scope it lacks', async () => {
    const all: Scope[] = ['calls:write', 'calls:read', 'batches:write', 'batches:read'];
    const answered = await send(
      await world.newKey(
        'ada',
        all.filter((one) => one !== scope),
      ),
    );
    expect([answered.status, answered.json]).toEqual([
      403,
      { error: 'This key may not do that', requiredScope: scope },
    ]);
  });

  test('too many requests: 429 with Retry-After', async () => {
    const key = await world.newKey('ada');
    await world.db
      .sql`UPDATE api_keys SET window_starts_at = now(), window_used = 120 WHERE prefix = ${key.slice(0, 12)}`;
    const answered = await send(key);
    expect(answered.status).toBe(429);
    expect(Number(answered.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe("another organization's things are forbidden, and so are things that do not exist", () => {
  const forbidden = [403, { error: 'Forbidden' }];
  const named = routes.filter(({ path }) => path('*').includes('*'));
  test.each(named)('$method $path', async ({ method, path }) => {
    for (const id of [bensBatch, bensCall, nobody, 'not-an-id', "x'--"]) {
      const answered = await world.send(method, path(encodeURIComponent(id)));
      expect([answered.status, answered.json]).toEqual(forbidden);
    }
  });

  test.each([BEN, 'PN0000000000000000000000000000000b', '+447700900799', 'nothing'])(
    'number %s',
    async (id) => {
      for (const [path, json] of [
        [`/api/phone-numbers/${encodeURIComponent(id)}/test-call`, numberCall],
        ['/api/assistants/test-call', { ...call, phoneNumberId: id }],
        ['/api/batch-calls', { ...batch, phoneNumberId: id }],
      ] as const) {
        const answered = await world.send('POST', path, { json });
        expect([answered.status, answered.json]).toEqual(forbidden);
      }
    },
  );

  test.each(['agent_ben', 'agent_of_nobody'])('assistant %s', async (assistantId) => {
    for (const [path, json] of [
      [`/api/phone-numbers/${encodeURIComponent(ADA)}/test-call`, { ...numberCall, assistantId }],
      ['/api/assistants/test-call', { ...call, assistantId }],
      ['/api/batch-calls', { ...batch, assistantId }],
    ] as const) {
      const answered = await world.send('POST', path, { json });
      expect([answered.status, answered.json]).toEqual(forbidden);
    }
  });

  test('and nothing of them was made', async () => {
    const rows = await world.db.sql`SELECT FROM agent_calls WHERE our_number = ${BEN} AND org_id = 'ada'`;
    expect(rows).toHaveLength(0);
    expect(await world.db.sql`SELECT status FROM call_batches WHERE id = ${bensBatch}`).not.toEqual([
      { status: 'cancelled' },
    ]);
  });
});

test("a caller's id of the request comes back and stands in the log; what is none is replaced; no key is logged", async () => {
  const own = await world.send('GET', `/api/batch-calls/${nobody}`, {
    headers: { 'x-request-id': 'order-77' },
  });
  expect(own.headers.get('x-request-id')).toBe('order-77');
  const [logged] = world.doors.caught.records('api.answered').filter((one) => one.requestId === 'order-77');
  expect(logged).toMatchObject({ status: 403, orgId: 'ada', keyPrefix: world.key.slice(0, 12) });
  const none = await world.send('GET', `/api/batch-calls/${nobody}`, {
    headers: { 'x-request-id': 'a b{}' },
  });
  expect(none.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(world.doors.caught.text()).not.toContain(world.key.slice(12));
});
