/** The runbook views beyond the documents' own statements: both spellings, locks, states written by hand, phones. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allocateTwilioNumber } from '../../src/numbers/index.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase } from '../support/database.ts';
import { connectAsOperator } from './statements.ts';

const db = await cloneDatabase();
const operator = connectAsOperator(db.url);
afterAll(async () => {
  await operator.end();
  await db.drop();
});

beforeEach(async () => {
  await db.sql`TRUNCATE organizations, phone_numbers, conversations, timers RESTART IDENTITY CASCADE`;
});

async function addClient(id = 'ada', phone = '447900000001', region = 'UK'): Promise<void> {
  await operator`
    INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive")
    VALUES (${id}, 'Ada Plumbing', ${region}, ${phone}, true)`;
}

describe('both spellings', () => {
  test('of the pool show the same', async () => {
    await operator`INSERT INTO twilio_number_pool (phone_e164) VALUES ('+447700900001')`;
    await operator`UPDATE twilio_number_pool SET "clientId" = 'ada', "assignedAt" = now(), status = 'ASSIGNED'`;
    const [row] = await operator`SELECT * FROM twilio_number_pool`;
    expect(row).toMatchObject({
      phone_e164: '+447700900001',
      phoneE164: '+447700900001',
      client_id: 'ada',
      clientId: 'ada',
      assigned_at: expect.any(Date),
      assignedAt: expect.any(Date),
      created_at: expect.any(Date),
    });
  });

  test('of a state may be written, the one as the other', async () => {
    await addClient();
    await knowOnboardingNumber();
    await operator`INSERT INTO onboarding_states ("clientId", "currentState", "collectedFields")
      VALUES ('ada', 'S2_BUSINESS_NAME', '{"trade": "plumber"}')`;
    await operator`UPDATE onboarding_states SET "currentState" = 'S3_OWNER_NAME' WHERE "clientId" = 'ada'`;
    expect(
      await operator`SELECT client_id, current_state, "currentState", collected_fields FROM onboarding_states`,
    ).toEqual([
      {
        client_id: 'ada',
        current_state: 'S3_OWNER_NAME',
        currentState: 'S3_OWNER_NAME',
        collected_fields: { trade: 'plumber' },
      },
    ]);
    await operator`UPDATE onboarding_states SET collected_fields = '{"trade": "roofer"}'`;
    expect(await operator`SELECT current_state, "collectedFields" FROM onboarding_states`).toEqual([
      { current_state: 'S3_OWNER_NAME', collectedFields: { trade: 'roofer' } },
    ]);
  });
});

test('the onboarding number is not part of the pool that operators see and reset', async () => {
  await knowOnboardingNumber();
  expect(await operator`SELECT FROM twilio_number_pool`).toHaveLength(0);
  await operator`UPDATE twilio_number_pool SET status = 'AVAILABLE'`;
  expect(await db.sql`SELECT status FROM phone_numbers`).toEqual([{ status: 'ASSIGNED' }]);
});

describe('a row lock taken through a view', () => {
  test('locks the row of the table: an allocation passes over it', async () => {
    await addClient();
    await operator`INSERT INTO twilio_number_pool (phone_e164) VALUES ('+447700900001')`;
    await operator`INSERT INTO twilio_number_pool (phone_e164) VALUES ('+447700900002')`;
    await operator.begin(async (tx) => {
      await tx`SELECT * FROM twilio_number_pool WHERE "phoneE164" = '+447700900001' FOR UPDATE`;
      expect(await allocateTwilioNumber(db.engine, 'ada', { say: () => {}, now: new Date() })).toMatchObject({
        reason: 'ALLOCATED',
        phoneE164: '+447700900002',
      });
    });
  });

  test('of a client or a state is seen by the service as well', async () => {
    await addClient();
    await knowOnboardingNumber();
    await operator`INSERT INTO onboarding_states (client_id) VALUES ('ada')`;
    await operator.begin(async (tx) => {
      await tx`SELECT * FROM clients FOR UPDATE`;
      await tx`SELECT * FROM onboarding_states FOR UPDATE`;
      expect(await db.engine`SELECT FROM organizations FOR UPDATE SKIP LOCKED`).toHaveLength(0);
      expect(await db.engine`SELECT FROM conversations FOR UPDATE SKIP LOCKED`).toHaveLength(0);
    });
    expect(await db.engine`SELECT FROM conversations FOR UPDATE SKIP LOCKED`).toHaveLength(1);
  });
});

describe('a state that is written by hand', () => {
  test('puts the machine into it: no version, a new step, no timers', async () => {
    await addClient();
    await knowOnboardingNumber();
    const id = await atS5WithTimer();
    await operator`UPDATE onboarding_states SET current_state = 'S6_PHONE_TYPE' WHERE client_id = 'ada'`;
    expect(await conversation()).toEqual([
      { id, state: 'S6_PHONE_TYPE', context: { trade: 'plumber' }, machine_version: null, step: 8 },
    ]);
    expect(await db.sql`SELECT FROM timers`).toHaveLength(0);
  });

  test('does so too when it is inserted over the one that is there', async () => {
    await addClient();
    await knowOnboardingNumber();
    const id = await atS5WithTimer();
    await operator`INSERT INTO onboarding_states ("client_id", "current_state", "collected_fields")
      VALUES ('ada', 'S6_PHONE_TYPE', '{}')`;
    expect(await conversation()).toEqual([
      { id, state: 'S6_PHONE_TYPE', context: {}, machine_version: null, step: 8 },
    ]);
    expect(await db.sql`SELECT FROM timers`).toHaveLength(0);
  });

  test('makes the conversation of a client that has none, between the onboarding number and the owner', async () => {
    await addClient();
    await knowOnboardingNumber();
    await operator`INSERT INTO onboarding_states ("client_id", "current_state") VALUES ('ada', 'S4_NOTIFICATIONS')`;
    expect(
      await db.sql`SELECT our_number, their_number, machine, machine_version, state, step FROM conversations`,
    ).toEqual([
      {
        our_number: '+447476955179',
        their_number: '+447900000001',
        machine: 'onboarding',
        machine_version: null,
        state: 'S4_NOTIFICATIONS',
        step: 0,
      },
    ]);
  });

  test('stands under the onboarding number that was recorded last', async () => {
    await addClient();
    await knowOnboardingNumber('+447700900777', new Date('2026-01-01'));
    await knowOnboardingNumber('+447476955179', new Date('2026-02-01'));
    await operator`INSERT INTO onboarding_states (client_id) VALUES ('ada')`;
    expect(await db.sql`SELECT our_number FROM conversations`).toEqual([{ our_number: '+447476955179' }]);
  });

  test('is refused for a client that does not exist, and before the service ran once', async () => {
    await expect(operator`INSERT INTO onboarding_states (client_id) VALUES ('nobody')`).rejects.toThrow(
      'no client with id nobody',
    );
    await addClient();
    await expect(operator`INSERT INTO onboarding_states (client_id) VALUES ('ada')`).rejects.toThrow(
      'start the service once',
    );
  });
});

describe('an owner’s phone', () => {
  test.each([
    ['447900000001', 'UK', '+447900000001'],
    ['+44 7900 000001', 'UK', '+447900000001'],
    ['07900 000001', 'UK', '+447900000001'],
    ['7900000001', 'UK', '+447900000001'],
    ['00447900000001', 'UK', '+447900000001'],
    ['(202) 555-0100', 'US', '+12025550100'],
    ['12025550100', 'US', '+12025550100'],
    ['0871234567', 'IE', '+353871234567'],
    ['05321234567', 'TR', '+905321234567'],
    ['+12025550100', 'UK', '+12025550100'],
  ] as const)(
    'written %s in %s is %s, here as in the service, and shown as written',
    async (written, region, e164) => {
      await addClient('ada', written, region);
      expect(await db.sql`SELECT owner_phone FROM organizations`).toEqual([{ owner_phone: e164 }]);
      expect(await operator`SELECT "phoneNumber" FROM clients`).toEqual([{ phoneNumber: written }]);
      expect(parsePhone(written, region === 'UK' ? 'GB' : region)).toBe(e164);
    },
  );

  test('follows a correction', async () => {
    await addClient();
    await operator`UPDATE clients SET "phoneNumber" = '07900 000002' WHERE id = 'ada'`;
    expect(await db.sql`SELECT owner_phone FROM organizations`).toEqual([{ owner_phone: '+447900000002' }]);
  });

  test('that is none is refused', async () => {
    await expect(addClient('ada', 'call me')).rejects.toThrow('not a phone number: call me');
    await expect(addClient('ada', '')).rejects.toThrow('not a phone number');
  });
});

test('payment that an operator switches on is the moment that orders the waiting list', async () => {
  await operator`INSERT INTO clients (id, "phoneNumber", "paymentActive") VALUES ('ada', '447900000001', false)`;
  expect(await activatedAt()).toBeNull();
  await operator`UPDATE clients SET "paymentActive" = true`;
  const first = await activatedAt();
  expect(first).toBeInstanceOf(Date);
  await operator`UPDATE clients SET "paymentActive" = true, "businessName" = 'Ada & Co'`;
  expect(await activatedAt()).toEqual(first);
});

test('every change of a client shows in "updatedAt"', async () => {
  await addClient();
  const changes = [
    () => operator`UPDATE clients SET "businessName" = 'Ada & Co'`,
    () => operator`UPDATE clients SET "phoneNumber" = '07900 000002'`,
    () => db.engine`UPDATE organizations SET onboarded_at = now()`,
    () =>
      operator`INSERT INTO twilio_number_pool (phone_e164) VALUES ('+447700900001')`.then(() =>
        allocateTwilioNumber(db.engine, 'ada', { say: () => {}, now: new Date() }),
      ),
  ];
  for (const change of changes) {
    await db.sql`UPDATE organizations SET updated_at = '2020-01-01'`;
    await change();
    const [row] = await operator<{ isRecent: boolean }[]>`
      SELECT "updatedAt" > '2020-01-01' AS "isRecent" FROM clients`;
    expect(row, String(change)).toEqual({ isRecent: true });
  }
});

async function activatedAt(): Promise<unknown> {
  return (await db.sql`SELECT payment_activated_at FROM organizations`)[0]?.payment_activated_at;
}

async function knowOnboardingNumber(phone = '+447476955179', at = new Date()): Promise<void> {
  await db.engine`
    INSERT INTO phone_numbers (phone_e164, role, status, voice_mode, assigned_at)
    VALUES (${phone}, 'ONBOARDING', 'ASSIGNED', 'onboarding', ${at})`;
}

/** A conversation as the service left it: version 1, seven steps, one reminder. */
async function atS5WithTimer(): Promise<string> {
  const [row] = await db.engine<{ id: string }[]>`
    INSERT INTO conversations (id, org_id, our_number, their_number, machine, machine_version, state, context, step)
    VALUES (gen_random_uuid(), 'ada', '+447476955179', '+447900000001', 'onboarding', 1, 'S5_CONFIRM_LIVE',
      '{"trade": "plumber"}', 7)
    RETURNING id`;
  const id = row?.id ?? '';
  await db.engine`
    INSERT INTO timers (conversation_id, name, org_id, step, event, delay_ms)
    VALUES (${id}, 'reminder', 'ada', 7, '{"type": "xstate.after"}', 1000)`;
  return id;
}

async function conversation() {
  return await db.sql`SELECT id, state, context, machine_version, step FROM conversations`;
}
