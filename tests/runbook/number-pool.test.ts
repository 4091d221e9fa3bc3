/**
 * Every SQL statement of the test plan runs as written and shows what the plan says it shows: for the superuser that
 * migrated, and for an owner that is no superuser, whose views forced row security must not empty.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allocateTwilioNumber, recordOnboardingNumber } from '../../src/numbers/index.ts';
import { connect, migrate, type Sql } from '../../src/platform/database/index.ts';
import { isPhoneE164 } from '../../src/values/phone.ts';
import { cloneDatabase } from '../support/database.ts';
import { databaseUrl, startTemporary } from '../support/postgres.ts';
import { connectAsOperator, numberPool, statementsOf } from './statements.ts';

interface Target {
  readonly operator: Sql;
  readonly engine: Sql;
  readonly close: () => Promise<void>;
}

const owners = [
  { owner: 'a superuser', open: openAsSuperuser },
  { owner: 'an owner that is no superuser, on a server that has no roles yet', open: openAsPlainOwner },
];

test('the plan has all its statements here', () => {
  expect(numberPool).toHaveLength(31);
});

describe.each(owners)('as $owner', ({ open }) => {
  let target: Target;
  beforeAll(async () => {
    target = await open();
  });
  afterAll(() => target?.close());

  const sectionsRun = new Set<string>();

  async function run(section: string): Promise<Record<string, unknown>[][]> {
    sectionsRun.add(section);
    const results: Record<string, unknown>[][] = [];
    for (const text of statementsOf(section)) results.push([...(await target.operator.unsafe(text))]);
    return results;
  }

  async function step(section: string): Promise<void> {
    await run(section);
  }

  function allocate(clientId: string) {
    return allocateTwilioNumber(target.engine, clientId, { say: () => {}, now: new Date() });
  }

  /** What the onboarding machine stores on the way; the plan only reads it. */
  async function rest(clientId: string, state: string): Promise<void> {
    await target.engine`
      INSERT INTO conversations (id, org_id, our_number, their_number, machine, machine_version, state, context)
      SELECT gen_random_uuid(), id, '+447476955179', owner_phone, 'onboarding', 1, ${state}, '{}'
      FROM organizations WHERE id = ${clientId}
      ON CONFLICT (org_id, our_number, their_number, machine) DO UPDATE SET state = excluded.state`;
  }

  test('setup: ten numbers are free', async () => {
    const onboarding = '+447476955179';
    if (!isPhoneE164(onboarding)) throw new Error('not a phone number');
    await recordOnboardingNumber(target.engine, onboarding);
    const seeds = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((digit) => `+44711111111${digit}`);
    for (const seed of seeds) await target.engine`INSERT INTO phone_numbers (phone_e164) VALUES (${seed})`;
    const [pool] = await run('Setup Instructions / 2. Seed Number Pool');
    expect(pool).toEqual(seeds.map((phone_e164) => ({ phone_e164, status: 'AVAILABLE', client_id: null })));
  });

  test('scenario 1: a client that does not pay waits at the gate', async () => {
    await step('Test Scenario 1: Payment Inactive (No Allocation) / Steps');
    await rest('test-client-1', 'S5_CONFIRM_LIVE');
    expect(await run('Test Scenario 1: Payment Inactive (No Allocation) / Expected DB State')).toEqual([
      [{ id: 'test-client-1', twilioNumber: null, paymentActive: false }],
      [{ clientId: 'test-client-1', currentState: 'S5_CONFIRM_LIVE' }],
      [{ count: '10' }],
    ]);
  });

  test('scenario 2: a client that pays has its number', async () => {
    await step('Test Scenario 2: Payment Active (Successful Allocation) / Steps');
    await allocate('test-client-1');
    await rest('test-client-1', 'S6_PHONE_TYPE');
    const [client, counts, assigned, state] = await run(
      'Test Scenario 2: Payment Active (Successful Allocation) / Expected DB State',
    );
    expect(client).toEqual([{ id: 'test-client-1', twilioNumber: '+447111111111', paymentActive: true }]);
    expect(counts).toHaveLength(2);
    expect(counts).toContainEqual({ status: 'ASSIGNED', count: '1' });
    expect(counts).toContainEqual({ status: 'AVAILABLE', count: '9' });
    expect(assigned).toEqual([
      { phoneE164: '+447111111111', status: 'ASSIGNED', client_id: 'test-client-1' },
    ]);
    expect(state).toEqual([{ clientId: 'test-client-1', currentState: 'S6_PHONE_TYPE' }]);
  });

  test('scenario 3: nothing is free', async () => {
    await step('Test Scenario 3: Pool Empty / Steps');
    expect(await allocate('test-client-2')).toMatchObject({ reason: 'POOL_EMPTY' });
    await rest('test-client-2', 'S5_CONFIRM_LIVE');
    expect(await run('Test Scenario 3: Pool Empty / Expected DB State')).toEqual([
      [{ id: 'test-client-2', twilioNumber: null, paymentActive: true }],
      [{ clientId: 'test-client-2', currentState: 'S5_CONFIRM_LIVE' }],
      [{ count: '0' }],
    ]);
  });

  test('monitoring: who waits for a number, and who stands at the gate', async () => {
    const [waiting] = await run('Monitoring Queries / Find Clients Waiting for Numbers');
    expect(waiting).toEqual([
      {
        id: 'test-client-2',
        businessName: 'Test Business 2',
        phoneNumber: '447900000002',
        paymentActive: true,
        twilioNumber: null,
        createdAt: expect.any(Date),
      },
    ]);
    const [blocked] = await run('Monitoring Queries / Audit Onboarding Blocks');
    expect(blocked).toEqual([
      {
        id: 'test-client-2',
        businessName: 'Test Business 2',
        phoneNumber: '447900000002',
        paymentActive: true,
        current_state: 'S5_CONFIRM_LIVE',
        updated_at: expect.any(Date),
      },
    ]);
  });

  test('scenario 4: asking again gives the same number', async () => {
    await step('Test Scenario 4: Idempotency (Retry After Allocation) / Steps');
    expect(await allocate('test-client-1')).toEqual({
      success: true,
      phoneE164: '+447111111111',
      reason: 'ALREADY_ASSIGNED',
      clientId: 'test-client-1',
    });
    expect(await run('Test Scenario 4: Idempotency (Retry After Allocation) / Expected DB State')).toEqual([
      [{ id: 'test-client-1', twilioNumber: '+447111111111' }],
      [{ count: '1' }],
    ]);
  });

  test('scenario 5: three at once get three numbers', async () => {
    await step('Test Scenario 5: Concurrent Allocation (Race Condition Test) / Steps');
    await Promise.all(['race-client-1', 'race-client-2', 'race-client-3'].map(allocate));
    const [clients, assigned, twice] = await run(
      'Test Scenario 5: Concurrent Allocation (Race Condition Test) / Expected DB State',
    );
    expect(new Set(clients?.map((client) => client.twilioNumber)).size).toBe(3);
    expect(clients?.map((client) => client.id)).toEqual(['race-client-1', 'race-client-2', 'race-client-3']);
    expect(assigned).toEqual([{ count: '3' }]);
    expect(twice).toEqual([]);
  });

  test('monitoring: pool health and the latest allocations', async () => {
    const [health] = await run('Monitoring Queries / Check Pool Health');
    expect(health).toHaveLength(2);
    expect(health).toContainEqual({ status: 'ASSIGNED', count: '3', percentage: '30.00' });
    expect(health).toContainEqual({ status: 'AVAILABLE', count: '7', percentage: '70.00' });
    const [latest] = await run('Monitoring Queries / Check Recent Allocations');
    expect(latest).toHaveLength(3);
    const third = latest?.find((row) => row.client_id === 'race-client-3');
    expect(third).toEqual({
      phoneE164: expect.stringMatching(/^\+44711111111\d$/),
      client_id: 'race-client-3',
      businessName: 'Race Test 3',
      owner_phone: '447900000103',
      assigned_at: expect.any(Date),
    });
  });

  test('scenario 6: a client is put into S6 by hand', async () => {
    await step('Test Scenario 6: Forwarding Instructions Without Number / Steps');
    const [state] = await run('Test Scenario 6: Forwarding Instructions Without Number / Expected DB State');
    expect(state).toEqual([{ clientId: 'test-client-no-number', current_state: 'S6_PHONE_TYPE' }]);
  });

  test('no section of the plan was left out', () => {
    expect([...sectionsRun].sort()).toEqual([...new Set(numberPool.map(({ section }) => section))].sort());
  });
});

async function openAsSuperuser(): Promise<Target> {
  const db = await cloneDatabase();
  const operator = connectAsOperator(db.url);
  return {
    operator,
    engine: db.engine,
    close: async () => {
      await operator.end();
      await db.drop();
    },
  };
}

/** Roles belong to a whole server, so this owner gets one where nobody has made them yet. */
async function openAsPlainOwner(): Promise<Target> {
  const server = await startTemporary();
  const admin = connect({ url: server.url, max: 1, applicationName: 'jobrun-test-admin' });
  await admin`CREATE ROLE plain_owner LOGIN PASSWORD 'only-for-this-test' CREATEDB CREATEROLE`;
  await admin`CREATE DATABASE plain OWNER plain_owner`;
  await admin.end();
  const asOwner = new URL(databaseUrl(server.url, 'plain'));
  asOwner.username = 'plain_owner';
  asOwner.password = 'only-for-this-test';
  await migrate(asOwner.href);
  const operator = connectAsOperator(asOwner.href);
  const engine = connect({
    url: asOwner.href,
    role: 'jobrun_engine',
    max: 4,
    applicationName: 'jobrun-test-engine',
  });
  return {
    operator,
    engine,
    close: async () => {
      await Promise.all([operator.end(), engine.end()]);
      await server.stop();
    },
  };
}
