/** Several assistants of one organization: the one that is named, the one for this kind of call, the default; never another organization's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAgent, clearDefaultAgent, removeAgent, setDefaultAgent } from '../../../src/outbound/index.ts';
import { ADA, type ApiWorld, openApiWorld } from './world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld({ ELEVENLABS_AGENT_ID: 'agent_product' });
  const { sql } = world.db;
  await addAgent(sql, { agentId: 'agent_money', orgId: 'ada', name: 'Money' });
  await addAgent(sql, { agentId: 'agent_parcels', orgId: 'ada', name: null });
  await setDefaultAgent(sql, 'agent_money', ['BILLING_REMINDER']);
});
afterAll(() => world?.close());

/** Numbers that no carrier hands out; another one each time. */
let last = 0;
const nextPhone = () => {
  last += 1;
  return `+4470${String(90_000_000 + last)}`;
};
const CSV = { 'content-type': 'text/csv' };

interface Asked {
  readonly callType: string;
  readonly assistantId?: string;
}
/** Each way to ask for a call to one phone. */
const ways: readonly [string, (phone: string, asked: Asked) => ReturnType<ApiWorld['send']>][] = [
  [
    'by the assistant',
    (phoneNumber, asked) =>
      world.send('POST', '/api/assistants/test-call', { json: { phoneNumber, ...asked } }),
  ],
  [
    'by the number',
    (testPhoneNumber, asked) =>
      world.send('POST', `/api/phone-numbers/${encodeURIComponent(ADA)}/test-call`, {
        json: { testPhoneNumber, ...asked },
      }),
  ],
  [
    'a batch as JSON',
    (phone, asked) =>
      world.send('POST', '/api/batch-calls', {
        json: { campaignName: 'x', recipients: [{ phone }], ...asked },
      }),
  ],
  [
    'a batch as a file',
    (phone, asked) =>
      world.send('POST', `/api/batch-calls?${new URLSearchParams({ campaignName: 'x', ...asked })}`, {
        ...{ body: `phone\n${phone}\n`, headers: CSV },
      }),
  ],
];

describe.each(ways)('%s', (_way, ask) => {
  async function speaker(asked: Asked): Promise<unknown> {
    const phone = nextPhone();
    const { status } = await ask(phone, asked);
    expect([200, 201]).toContain(status);
    const rows = await world.db.sql<{ agent_id: string }[]>`
      SELECT agent_id FROM agent_calls WHERE phone = ${phone}`;
    expect(rows).toHaveLength(1);
    return rows[0]?.agent_id;
  }

  test.each([
    [
      'the one that is named',
      { callType: 'BILLING_REMINDER', assistantId: 'agent_parcels' },
      'agent_parcels',
    ],
    ['the one for this kind of call', { callType: 'BILLING_REMINDER' }, 'agent_money'],
    ['the default for every other kind', { callType: 'SHIPPING_UPDATE' }, 'agent_ada'],
    ['the default, named', { callType: 'BILLING_REMINDER', assistantId: 'agent_ada' }, 'agent_ada'],
    ['the product’s, named', { callType: 'BILLING_REMINDER', assistantId: 'agent_product' }, 'agent_product'],
  ])('%s speaks, and stands on the row of the call', async (_what, asked, agent) => {
    expect(await speaker(asked)).toBe(agent);
  });

  test.each(['agent_ben', 'agent_nobody', "'; DROP TABLE voice_agents; --", 'AGENT_ADA'])(
    'another organization’s and one that is nobody’s are answered alike, and nobody is called: %s',
    async (assistantId) => {
      const phone = nextPhone();
      const { status, json } = await ask(phone, { callType: 'BILLING_REMINDER', assistantId });
      expect([status, json]).toEqual([403, { error: 'Forbidden' }]);
      expect(await world.db.sql`SELECT FROM agent_calls WHERE phone = ${phone}`).toEqual([]);
      expect(await world.db.sql`SELECT FROM batch_recipients WHERE phone = ${phone}`).toEqual([]);
    },
  );

  test('one that was removed may be named no more, and takes its duties with it', async () => {
    const { sql } = world.db;
    await addAgent(sql, { agentId: 'agent_guest', orgId: 'ada', name: null });
    await setDefaultAgent(sql, 'agent_guest', ['APPOINTMENT_REMINDER']);
    expect(await speaker({ callType: 'APPOINTMENT_REMINDER' })).toBe('agent_guest');
    expect(await removeAgent(sql, 'agent_guest', { anyway: true })).toMatchObject({ kind: 'removed' });
    const named = { callType: 'APPOINTMENT_REMINDER', assistantId: 'agent_guest' };
    expect((await ask(nextPhone(), named)).status).toBe(403);
    expect(await speaker({ callType: 'APPOINTMENT_REMINDER' })).toBe('agent_ada');
  });
});

test('a duty that is taken away is the default’s again', async () => {
  const { sql } = world.db;
  await setDefaultAgent(sql, 'agent_parcels', ['SHIPPING_UPDATE', 'APPOINTMENT_REMINDER']);
  expect(await clearDefaultAgent(sql, 'ada', ['SHIPPING_UPDATE'])).toBe(1);
  expect(await clearDefaultAgent(sql, 'ben', ['APPOINTMENT_REMINDER'])).toBe(0);
  const left =
    await sql`SELECT call_type, agent_id FROM voice_agent_defaults WHERE org_id = 'ada' ORDER BY 1`;
  expect(left).toEqual([
    { call_type: 'APPOINTMENT_REMINDER', agent_id: 'agent_parcels' },
    { call_type: 'BILLING_REMINDER', agent_id: 'agent_money' },
  ]);
});

test('what a removed agent has said stays on its calls, and so does its name on those that wait', async () => {
  const { sql } = world.db;
  await addAgent(sql, { agentId: 'agent_brief', orgId: 'ada', name: null });
  const phone = nextPhone();
  await world.send('POST', '/api/batch-calls', {
    json: {
      campaignName: 'x',
      callType: 'SHIPPING_UPDATE',
      assistantId: 'agent_brief',
      recipients: [{ phone }],
    },
  });
  expect(await removeAgent(sql, 'agent_brief', { anyway: false })).toEqual({ kind: 'in_use', calls: 1 });
  expect(await removeAgent(sql, 'agent_brief', { anyway: true })).toEqual({ kind: 'removed', calls: 1 });
  const rows = await sql`SELECT agent_id FROM agent_calls WHERE phone = ${phone}`;
  expect(rows).toEqual([{ agent_id: 'agent_brief' }]);
});

test('nobody makes another organization’s agent speak, not even in SQL, and the service sets up none', async () => {
  const { sql, engine } = world.db;
  await sql`
    INSERT INTO voice_agent_defaults (org_id, call_type, agent_id) VALUES ('ada', 'SHIPPING_UPDATE', 'agent_ben')
    ON CONFLICT (org_id, call_type) DO UPDATE SET agent_id = excluded.agent_id`;
  const phone = nextPhone();
  const answer = await world.send('POST', '/api/assistants/test-call', {
    json: { phoneNumber: phone, callType: 'SHIPPING_UPDATE' },
  });
  expect(answer.status).toBe(200);
  const [call] = await sql`SELECT agent_id FROM agent_calls WHERE phone = ${phone}`;
  expect(call?.agent_id).not.toBe('agent_ben');
  await expect(engine`DELETE FROM voice_agents`).rejects.toThrow('permission denied');
  await expect(engine`UPDATE voice_agent_defaults SET agent_id = 'agent_ada'`).rejects.toThrow(
    'permission denied',
  );
});
