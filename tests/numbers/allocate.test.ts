/** Allocation on a real PostgreSQL: results, log lines, races. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocateTwilioNumber, PoolBusyError } from '../../src/numbers/index.ts';
import { type DocumentedLine, prettyLine } from '../../src/platform/log.ts';
import { cloneDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { addNumbers, addOrganizations, clear, reserved } from './organizations.ts';

const CONNECTIONS = 40;
const db = await cloneDatabase({ connections: CONNECTIONS });
afterAll(() => db.drop());
beforeEach(() => clear(db.sql));

const now = new Date('2026-11-20T10:00:00.000Z');

async function allocate(orgId: string) {
  const lines: DocumentedLine[] = [];
  const result = await allocateTwilioNumber(db.engine, orgId, { say: (line) => lines.push(line), now });
  return { result, printed: lines.map(print) };
}

/** A line as `LOG_FORMAT=pretty` prints it. */
function print({ line, fields }: DocumentedLine): string {
  return prettyLine(JSON.stringify({ level: 'info', ...fields, msg: line }));
}

const silently = { say: () => {}, now };

describe('one organization', () => {
  test('gets the first number in seeding order, and both rows say so', async () => {
    await addOrganizations(db.sql, ['ada']);
    await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900009')`;
    await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900001')`;
    const { result } = await allocate('ada');
    expect(result).toEqual({
      success: true,
      phoneE164: '+447700900009',
      reason: 'ALLOCATED',
      clientId: 'ada',
    });
    expect(
      await db.sql`SELECT phone_e164, status, org_id, assigned_at FROM phone_numbers ORDER BY seeded_order`,
    ).toEqual([
      { phone_e164: '+447700900009', status: 'ASSIGNED', org_id: 'ada', assigned_at: now },
      { phone_e164: '+447700900001', status: 'AVAILABLE', org_id: null, assigned_at: null },
    ]);
    expect(await db.sql`SELECT twilio_number FROM organizations`).toEqual([
      { twilio_number: '+447700900009' },
    ]);
  });

  test('prints the documented lines, to the byte', async () => {
    await addOrganizations(db.sql, ['test-client-1']);
    await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447111111111')`;
    const first = await allocate('test-client-1');
    expect(first.printed).toEqual([
      '📞 [POOL] Allocating Twilio number',
      '   Client ID: test-client-1',
      '📞 [POOL] Selected number: +447111111111',
      '✅ [POOL] Number assigned successfully',
      '   Client: test-client-1',
      '   Number: +447111111111',
      "POOL_ALLOCATION_SUCCESS { clientId: 'test-client-1', phoneE164: '+447111111111', timestamp: '2026-11-20T10:00:00.000Z' }",
    ]);
    const second = await allocate('test-client-1');
    expect(second.result).toEqual({
      success: true,
      phoneE164: '+447111111111',
      reason: 'ALREADY_ASSIGNED',
      clientId: 'test-client-1',
    });
    expect(second.printed).toEqual([
      '📞 [POOL] Allocating Twilio number',
      '   Client ID: test-client-1',
      '✅ [POOL] Client already has number (idempotent): +447111111111',
    ]);
  });

  test('is told that the pool is empty, in the documented lines', async () => {
    await addOrganizations(db.sql, ['test-client-2']);
    const { result, printed } = await allocate('test-client-2');
    expect(result).toEqual({ success: false, reason: 'POOL_EMPTY', clientId: 'test-client-2' });
    expect(printed).toEqual([
      '📞 [POOL] Allocating Twilio number',
      '   Client ID: test-client-2',
      '❌ [POOL] POOL_EMPTY - No available numbers',
      "POOL_EMPTY { clientId: 'test-client-2', timestamp: '2026-11-20T10:00:00.000Z' }",
    ]);
  });

  test('that does not exist gets nothing and takes nothing', async () => {
    await addNumbers(db.sql, 1);
    const { result } = await allocate('nobody');
    expect(result).toEqual({ success: false, reason: 'CLIENT_NOT_FOUND', clientId: 'nobody' });
    expect(await db.sql`SELECT FROM phone_numbers WHERE status = 'AVAILABLE'`).toHaveLength(1);
  });

  test('stops waiting when it gets its number', async () => {
    await addOrganizations(db.sql, ['ada']);
    await db.sql`UPDATE organizations SET waiting_since = now()`;
    await addNumbers(db.sql, 1);
    await allocate('ada');
    expect(await db.sql`SELECT waiting_since FROM organizations`).toEqual([{ waiting_since: null }]);
  });

  test('never gets the onboarding number, nor one that rests or is retired', async () => {
    await addOrganizations(db.sql, ['ada']);
    await db.sql`INSERT INTO phone_numbers (phone_e164, role, status) VALUES
      ('+447700900001', 'ONBOARDING', 'AVAILABLE'), ('+447700900002', 'SYSTEM', 'AVAILABLE'),
      ('+447700900003', 'OPERATIONAL', 'QUARANTINED'), ('+447700900004', 'OPERATIONAL', 'RETIRED')`;
    expect((await allocate('ada')).result).toMatchObject({ reason: 'POOL_EMPTY' });
  });
});

describe('a pool that operators reset by hand', () => {
  test('is repaired: the holder keeps its number and its row is assigned again (ruling 3c)', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 2);
    await allocate('ada');
    await db.sql`UPDATE phone_numbers SET status = 'AVAILABLE', org_id = NULL, assigned_at = NULL`;
    expect((await allocate('ada')).result).toMatchObject({ reason: 'ALREADY_ASSIGNED' });
    expect(await db.sql`SELECT status, org_id, assigned_at FROM phone_numbers WHERE org_id = 'ada'`).toEqual([
      { status: 'ASSIGNED', org_id: 'ada', assigned_at: now },
    ]);
  });

  test('never gives the number that an organization still holds to another', async () => {
    await addOrganizations(db.sql, ['ada', 'ben', 'cleo']);
    const [first, second] = await addNumbers(db.sql, 2);
    await allocate('ada');
    await db.sql`UPDATE phone_numbers SET status = 'AVAILABLE', org_id = NULL, assigned_at = NULL`;
    expect((await allocate('ben')).result).toMatchObject({ phoneE164: second });
    expect((await allocate('cleo')).result).toMatchObject({ reason: 'POOL_EMPTY' });
    expect(await db.sql`SELECT id FROM organizations WHERE twilio_number = ${first ?? ''}`).toEqual([
      { id: 'ada' },
    ]);
  });

  test('a row that an operator gave to somebody else is left alone', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    await allocate('ada');
    await db.sql`UPDATE phone_numbers SET org_id = 'dummy-client'`;
    expect((await allocate('ada')).result).toMatchObject({ reason: 'ALREADY_ASSIGNED' });
    expect(await db.sql`SELECT org_id FROM phone_numbers`).toEqual([{ org_id: 'dummy-client' }]);
  });
});

describe('at once', () => {
  test('three clients get three numbers (scenario 5)', async () => {
    const clients = ['race-client-1', 'race-client-2', 'race-client-3'];
    await addOrganizations(db.sql, clients);
    await addNumbers(db.sql, 10);
    const results = await Promise.all(clients.map((id) => allocate(id)));
    expect(new Set(results.map(({ result }) => result.success && result.phoneE164)).size).toBe(3);
    expect(await db.sql`SELECT status, count(*)::int AS n FROM phone_numbers GROUP BY 1 ORDER BY 1`).toEqual([
      { status: 'ASSIGNED', n: 3 },
      { status: 'AVAILABLE', n: 7 },
    ]);
  });

  test('fifty calls for one organization give one number', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 60);
    let calls: ReturnType<typeof allocate>[] = [];
    // They are held back until all connections have begun: otherwise the first is done before the second starts.
    await db.sql.begin(async (gate) => {
      await gate`SELECT FROM organizations FOR UPDATE`;
      calls = Array.from({ length: 50 }, () => allocate('ada'));
      await untilBlocked(CONNECTIONS);
    });
    const results = await Promise.all(calls);
    const reasons = results.map(({ result }) => result.reason);
    expect(reasons.filter((reason) => reason === 'ALLOCATED')).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'ALREADY_ASSIGNED')).toHaveLength(49);
    expect(new Set(results.map(({ result }) => result.success && result.phoneE164))).toEqual(
      new Set([reserved(0)]),
    );
    expect(await db.sql`SELECT phone_e164 FROM phone_numbers WHERE org_id = 'ada'`).toHaveLength(1);
  });

  test('two hundred owners share a hundred and fifty numbers, none twice', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `owner-${n}`);
    await addOrganizations(db.sql, ids);
    await addNumbers(db.sql, 150);
    const results = await Promise.all(ids.map((id) => allocate(id)));
    const given = results.flatMap(({ result }) => (result.success ? [result.phoneE164] : []));
    expect(new Set(given).size).toBe(150);
    expect(results.filter(({ result }) => result.reason === 'POOL_EMPTY')).toHaveLength(50);
    expect(
      await db.sql`
      SELECT o.id FROM organizations o JOIN phone_numbers n ON n.phone_e164 = o.twilio_number AND n.org_id = o.id
    `,
    ).toHaveLength(150);
  });

  test('the last number goes to one of two, and the other hears that the pool is empty', async () => {
    await addOrganizations(db.sql, ['ada', 'ben']);
    await addNumbers(db.sql, 1);
    const results = await Promise.all([allocate('ada'), allocate('ben')]);
    expect(results.map(({ result }) => result.reason).sort()).toEqual(['ALLOCATED', 'POOL_EMPTY']);
  });
});

describe('rows that others lock', () => {
  test('a locked number is skipped, not waited for', async () => {
    await addOrganizations(db.sql, ['ada']);
    const [first, second] = await addNumbers(db.sql, 2);
    await db.sql.begin(async (holder) => {
      await holder`SELECT FROM phone_numbers WHERE phone_e164 = ${first ?? ''} FOR UPDATE`;
      expect((await allocate('ada')).result).toMatchObject({ reason: 'ALLOCATED', phoneE164: second });
    });
  });

  test('a pool whose free numbers are all locked is not called empty', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    await db.sql.begin(async (holder) => {
      await holder`SELECT FROM phone_numbers FOR UPDATE`;
      await expect(allocate('ada')).rejects.toThrow(PoolBusyError);
    });
    expect((await allocate('ada')).result).toMatchObject({ reason: 'ALLOCATED' });
  });

  test('a number whose lock is let go in time is taken', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const holding = db.sql.begin(async (holder) => {
      await holder`SELECT FROM phone_numbers FOR UPDATE`;
      ask();
      // Three reads take longer than the first attempt, which finds the row locked.
      for (let reads = 0; reads < 3; reads += 1) await holder`SELECT 1`;
    });
    await asked;
    expect((await allocate('ada')).result).toMatchObject({ reason: 'ALLOCATED' });
    await holding;
  });

  test('an organization that changes meanwhile is read as it became', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    let allocation: ReturnType<typeof allocate> | undefined;
    await db.sql.begin(async (other) => {
      await other`UPDATE organizations SET name = 'Ada & Daughters' WHERE id = 'ada'`;
      allocation = allocate('ada');
      await untilBlocked(1);
    });
    expect((await allocation)?.result).toMatchObject({ reason: 'ALLOCATED' });
    expect(await db.sql`SELECT name, twilio_number FROM organizations`).toEqual([
      { name: 'Ada & Daughters', twilio_number: reserved(0) },
    ]);
  });
});

describe('inside a transaction', () => {
  test('everything is undone with it', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    const undo = db.engine.begin(async (tx) => {
      expect(await allocateTwilioNumber(tx, 'ada', silently)).toMatchObject({ reason: 'ALLOCATED' });
      throw new Error('undo');
    });
    await expect(undo).rejects.toThrow('undo');
    expect(await db.sql`SELECT twilio_number FROM organizations`).toEqual([{ twilio_number: null }]);
    expect(await db.sql`SELECT status FROM phone_numbers`).toEqual([{ status: 'AVAILABLE' }]);
  });

  test('several organizations of one batch get different numbers', async () => {
    await addOrganizations(db.sql, ['ada', 'ben']);
    await addNumbers(db.sql, 3);
    await db.engine.begin(async (tx) => {
      await allocateTwilioNumber(tx, 'ada', silently);
      await allocateTwilioNumber(tx, 'ben', silently);
      expect(await allocateTwilioNumber(tx, 'ada', silently)).toMatchObject({ reason: 'ALREADY_ASSIGNED' });
    });
    expect(await db.sql`SELECT id, twilio_number FROM organizations ORDER BY id`).toEqual([
      { id: 'ada', twilio_number: reserved(0) },
      { id: 'ben', twilio_number: reserved(1) },
    ]);
  });
});

/** Waits until so many connections of this database wait for a lock. */
async function untilBlocked(count: number): Promise<void> {
  await until(async () => {
    const waiting = await db.sql`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length >= count;
  });
}
