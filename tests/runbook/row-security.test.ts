/** Row-level security and least privileges, found out from the catalog: a table that is added later is tested too. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Transaction } from '../../src/platform/database/index.ts';
import { cloneDatabase } from '../support/database.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());

/** Every table of ours that says which organization a row belongs to. */
const tenantTables = await db.sql<{ name: string; column: string }[]>`
  SELECT table_name AS name, column_name AS column FROM information_schema.columns
  JOIN information_schema.tables USING (table_schema, table_name)
  WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    AND (column_name = 'org_id' OR (table_name = 'organizations' AND column_name = 'id'))
  ORDER BY table_name`;

/** Columns that a row needs to be there besides its organization; the rest have defaults or may be empty. */
const rows: Record<string, (org: 'a' | 'b') => Record<string, unknown>> = {
  organizations: (org) => ({ ...phoneOf(org), name: org }),
  phone_numbers: (org) => ({ phone_e164: org === 'a' ? '+447700900001' : '+447700900002' }),
  conversations: (org) => ({
    ...{ id: uuidOf(org), our_number: '+447700900003', their_number: '+447700900004' },
    ...{ machine: 'onboarding', state: 'S1', context: {} },
  }),
  transitions: (org) => ({
    ...{ conversation_id: uuidOf(org), step: 1, event: {}, to_state: 'S1', effects: [], at: new Date() },
  }),
  timers: (org) => ({ conversation_id: uuidOf(org), name: 'reminder', step: 1, event: {}, delay_ms: 1 }),
  inbound_events: (org) => ({
    ...{ id: uuidOf(org), provider: 'twilio', provider_event_id: org, kind: 'text', lane: 'x' },
    ...{ payload: {}, answer: '', status: 'handled', received_at: new Date() },
  }),
  outbox: (org) => ({ id: uuidOf(org), kind: 'sendText', lane: 'x', payload: {} }),
  consent_ledger: (org) => ({
    ...{ scope: `org:${org}`, phone: '+447700900005', channel: 'sms', action: 'opt_out', source: 'text' },
    at: new Date(),
  }),
  consents: (org) => ({
    ...{ scope: `org:${org}`, phone: '+447700900005', channel: 'sms', is_opted_out: true, at: new Date() },
  }),
  do_not_call: (org) => ({ id: org, phone: '+447700900006' }),
  calls: (org) => ({ call_sid: `CA-${org}` }),
  subscriptions: () => ({}),
  trials: (org) => ({ phone: `+44770090060${org === 'a' ? 1 : 2}`, reserved_until: new Date() }),
  messages: (org) => ({
    ...{ id: uuidOf(org), direction: 'inbound', our_number: '+447700900003', their_number: '+447700900004' },
    ...{ body: '', status: 'received' },
  }),
  provider_exchanges: () => ({ provider: 'twilio', method: 'POST', path: '/', duration_ms: 1 }),
  enquiries: (org) => ({
    ...{ id: uuidOf(org), our_number: '+447700900003', caller: '+447700900004', handle: 1 },
  }),
  conversation_usage: () => ({ month: '2026-11' }),
  contacts: () => ({ phone: '+447700900005' }),
  voice_agents: (org) => ({ id: org }),
  voice_agent_defaults: (org) => ({ call_type: 'BILLING_REMINDER', agent_id: org }),
  outbound_settings: () => ({}),
  agent_calls: (org) => ({
    ...{ id: uuidOf(org), our_number: '+447700900003', phone: '+447700900004', origin: 'request' },
  }),
  call_slots: (org) => ({ slot: 1, call_id: uuidOf(org), leased_until: new Date() }),
  outbound_usage: () => ({ day: '2026-11-20' }),
  follow_ups: (org) => ({
    ...{ id: uuidOf(org), call_id: uuidOf(org), our_number: '+447700900003', phone: '+447700900004' },
    scheduled_for: new Date(),
  }),
  callbacks: (org) => ({
    ...{ id: uuidOf(org), call_id: uuidOf(org), our_number: '+447700900003', phone: '+447700900004' },
  }),
  call_batches: (org) => ({
    ...{ id: uuidOf(org), name: org, call_type: 'BILLING_REMINDER', agent_id: 'a', source: 'csv' },
    our_number: '+447700900003',
  }),
  batch_recipients: (org) => ({ batch_id: uuidOf(org), position: 1, written: '' }),
  api_keys: (org) => ({ id: uuidOf(org), name: org, prefix: org, key_hash: org, scopes: [] }),
  api_requests: (org) => ({
    ...{ idempotency_key: '1', fingerprint: '', subject_id: uuidOf(org), claimed_until: new Date() },
  }),
};

beforeAll(async () => {
  // Organizations first, conversations before their timers, batches before their lists, agents before their duties; nothing
  // else refers to another table.
  const first = ['organizations', 'conversations', 'call_batches', 'voice_agents'];
  const names = tenantTables.map(({ name }) => name);
  const order = [...first, ...names.filter((name) => !first.includes(name))];
  for (const org of ['a', 'b'] as const) {
    for (const name of order) {
      const column = name === 'organizations' ? 'id' : 'org_id';
      const row = rows[name];
      if (!row) throw new Error(`Give ${name} a row in this test: it has an org_id`);
      await db.sql`INSERT INTO ${db.sql(name)} ${db.sql({ ...row(org), [column]: org })}`;
    }
  }
  // A do-not-call entry writes its own consent; one row a table and organization is what the tests count.
  await db.sql`DELETE FROM consents WHERE channel = 'call'`;
  await db.sql`DELETE FROM consent_ledger WHERE channel = 'call'`;
});

test('there are tables to look at', () => {
  expect(tenantTables.length).toBeGreaterThanOrEqual(10);
});

test('every table with an organization forces row security, on its owner too', async () => {
  const lax = await db.sql`
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY (${tenantTables.map(({ name }) => name)})
      AND NOT (relrowsecurity AND relforcerowsecurity)`;
  expect(lax).toEqual([]);
});

describe.each(tenantTables)('$name', ({ name, column }) => {
  test('shows a tenant its own row and no other', async () => {
    await asTenant('a', async (tx) => {
      expect(await tx`SELECT ${tx(column)} AS org FROM ${tx(name)}`).toEqual([{ org: 'a' }]);
    });
  });

  test('shows nothing to a transaction that names no organization', async () => {
    await asTenant(null, async (tx) => {
      expect(await tx`SELECT FROM ${tx(name)}`).toHaveLength(0);
    });
  });

  // The tenant role may only read so far; these are about the policies, so it is lent every right first.
  test('lets a tenant change no row of another', async () => {
    await asTenant('a', async (tx) => {
      expect(
        await tx`UPDATE ${tx(name)} SET ${tx(column)} = ${tx(column)} WHERE ${tx(column)} = 'b' RETURNING 1`,
      ).toHaveLength(0);
      expect(await tx`DELETE FROM ${tx(name)} WHERE ${tx(column)} = 'b' RETURNING 1`).toHaveLength(0);
    });
  });

  test('lets a tenant write no row for another', async () => {
    const copy = rows[name]?.('b') ?? {};
    const insert = asTenant('a', async (tx) => {
      // A new key, so that row security is what refuses and not the key.
      const fresh = { ...copy, ...('id' in copy ? { id: crypto.randomUUID() } : {}), [column]: 'b' };
      await tx`INSERT INTO ${tx(name)} ${tx(fresh)}`;
    });
    await expect(insert).rejects.toThrow('violates row-level security policy');
  });

  test('shows the engine everything', async () => {
    expect(await db.engine`SELECT FROM ${db.engine(name)}`).toHaveLength(2);
  });
});

describe('the engine', () => {
  test.each(['transitions', 'consent_ledger'])('may add to %s, but rewrite nothing', async (name) => {
    await expect(db.engine`UPDATE ${db.engine(name)} SET org_id = org_id`).rejects.toThrow(
      'permission denied',
    );
    await expect(db.engine`DELETE FROM ${db.engine(name)}`).rejects.toThrow('permission denied');
    await expect(db.engine`TRUNCATE ${db.engine(name)}`).rejects.toThrow('permission denied');
  });

  test.each(tenantTables.map(({ name }) => name))('may neither drop nor alter %s', async (name) => {
    await expect(db.engine`DROP TABLE ${db.engine(name)}`).rejects.toThrow('must be owner');
    await expect(db.engine`ALTER TABLE ${db.engine(name)} DISABLE ROW LEVEL SECURITY`).rejects.toThrow(
      'must be owner',
    );
  });

  test('may create nothing beside the tables', async () => {
    await expect(db.engine`CREATE TABLE public.mine (id int)`).rejects.toThrow('permission denied');
    await expect(db.engine`CREATE SCHEMA mine`).rejects.toThrow('permission denied');
  });

  test('is no superuser and does not bypass row security', async () => {
    expect(
      await db.sql`SELECT rolname FROM pg_roles WHERE rolname LIKE 'jobrun%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)`,
    ).toEqual([]);
  });
});

test('a conversation never moves to another organization', async () => {
  await expect(db.engine`UPDATE conversations SET org_id = 'b' WHERE org_id = 'a'`).rejects.toThrow(
    'immutable',
  );
});

class Undo extends Error {}

/** Works as `jobrun_tenant` with every table right lent to it, and undoes everything afterwards. */
async function asTenant(orgId: string | null, work: (tx: Transaction) => Promise<void>): Promise<void> {
  try {
    await db.sql.begin(async (tx) => {
      await tx`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jobrun_tenant`;
      await tx`GRANT USAGE ON ALL SEQUENCES IN SCHEMA by_month TO jobrun_tenant`;
      await tx`SET LOCAL ROLE jobrun_tenant`;
      if (orgId !== null) await tx`SELECT set_config('app.org_id', ${orgId}, true)`;
      await work(tx);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
}

function uuidOf(org: 'a' | 'b'): string {
  return org === 'a' ? '019aa000-0000-7000-8000-00000000000a' : '019aa000-0000-7000-8000-00000000000b';
}

function phoneOf(org: 'a' | 'b') {
  const phone = org === 'a' ? '+447700900010' : '+447700900011';
  return { owner_phone: phone, owner_phone_as_written: phone };
}
