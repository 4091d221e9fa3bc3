/** The pool besides allocation: releasing, resting, health, the onboarding number, integrity. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  allocateTwilioNumber,
  endQuarantine,
  findPoolProblems,
  poolHealth,
  recordOnboardingNumber,
  releaseNumber,
} from '../../src/numbers/index.ts';
import { isPhoneE164, type PhoneE164 } from '../../src/values/phone.ts';
import { cloneDatabase } from '../support/database.ts';
import { addNumbers, addOrganizations, clear, reserved } from './organizations.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());
beforeEach(() => clear(db.sql));

const now = new Date('2026-11-20T10:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const allocate = (id: string) => allocateTwilioNumber(db.engine, id, { say: () => {}, now });

describe('a released number', () => {
  test('leaves its organization and rests for as many days as it must', async () => {
    await addOrganizations(db.sql, ['ada', 'ben']);
    await addNumbers(db.sql, 1);
    await allocate('ada');
    await db.sql`UPDATE phone_numbers SET voice_mode = 'ai_vapi'`;
    const quarantinedUntil = new Date(now.getTime() + 30 * DAY_MS);
    expect(await releaseNumber(db.engine, 'ada', { now, quarantineDays: 30 })).toEqual({
      released: true,
      phoneE164: reserved(0),
      quarantinedUntil,
    });
    expect(
      await db.sql`SELECT status, org_id, released_at, quarantined_until, voice_mode FROM phone_numbers`,
    ).toEqual([
      {
        status: 'QUARANTINED',
        org_id: null,
        released_at: now,
        quarantined_until: quarantinedUntil,
        voice_mode: 'forwarded_in',
      },
    ]);
    expect(await allocate('ben')).toMatchObject({ reason: 'POOL_EMPTY' });
    expect(await endQuarantine(db.engine, new Date(quarantinedUntil.getTime() - 1))).toEqual([]);
    expect(await endQuarantine(db.engine, quarantinedUntil)).toEqual([reserved(0)]);
    expect(await allocate('ben')).toMatchObject({ reason: 'ALLOCATED', phoneE164: reserved(0) });
  });

  test('that was retired stays retired', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    await allocate('ada');
    await db.sql`UPDATE phone_numbers SET status = 'RETIRED'`;
    await releaseNumber(db.engine, 'ada', { now, quarantineDays: 0 });
    expect(await db.sql`SELECT status, quarantined_until FROM phone_numbers`).toEqual([
      { status: 'RETIRED', quarantined_until: null },
    ]);
    expect(await db.sql`SELECT twilio_number FROM organizations`).toEqual([{ twilio_number: null }]);
  });

  test('cannot be released of an organization that has none, or that does not exist', async () => {
    await addOrganizations(db.sql, ['ada']);
    const options = { now, quarantineDays: 30 };
    expect(await releaseNumber(db.engine, 'ada', options)).toEqual({ released: false, reason: 'NO_NUMBER' });
    expect(await releaseNumber(db.engine, 'nobody', options)).toEqual({
      released: false,
      reason: 'CLIENT_NOT_FOUND',
    });
  });
});

describe('health', () => {
  test('counts the pool by status, without the onboarding number', async () => {
    await addOrganizations(db.sql, ['ada', 'ben']);
    await addNumbers(db.sql, 4);
    await allocate('ada');
    await db.sql`UPDATE phone_numbers SET status = 'RETIRED' WHERE phone_e164 = ${reserved(3)}`;
    await db.sql`UPDATE organizations SET waiting_since = now() WHERE id = 'ben'`;
    await recordOnboardingNumber(db.engine, phone('+447476955179'));
    const counts = { available: 2, assigned: 1, quarantined: 0, retired: 1, waiting: 1 };
    expect(await poolHealth(db.engine, { lowWater: 2 })).toEqual({ ...counts, isLow: false });
    expect(await poolHealth(db.engine, { lowWater: 3 })).toEqual({ ...counts, isLow: true });
  });
});

describe('the onboarding number', () => {
  test('is recorded once, however often the service starts', async () => {
    await recordOnboardingNumber(db.engine, phone('+447476955179'));
    await recordOnboardingNumber(db.engine, phone('+447476955179'));
    expect(await db.sql`SELECT phone_e164, role, voice_mode, status FROM phone_numbers`).toEqual([
      { phone_e164: '+447476955179', role: 'ONBOARDING', voice_mode: 'onboarding', status: 'ASSIGNED' },
    ]);
  });

  test('is taken out of the pool if it was free there', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    await recordOnboardingNumber(db.engine, phone(reserved(0)));
    expect(await allocate('ada')).toMatchObject({ reason: 'POOL_EMPTY' });
  });

  test('is refused while it is the number of an organization', async () => {
    await addOrganizations(db.sql, ['ada']);
    await addNumbers(db.sql, 1);
    await allocate('ada');
    await expect(recordOnboardingNumber(db.engine, phone(reserved(0)))).rejects.toThrow(
      'is the number of the organization ada',
    );
    expect(await db.sql`SELECT role FROM phone_numbers`).toEqual([{ role: 'OPERATIONAL' }]);
  });
});

describe('integrity', () => {
  test('a pool that only the service wrote has no problems', async () => {
    await addOrganizations(db.sql, ['ada', 'ben']);
    await addNumbers(db.sql, 3);
    await recordOnboardingNumber(db.engine, phone('+447476955179'));
    await allocate('ada');
    await allocate('ben');
    await releaseNumber(db.engine, 'ben', { now, quarantineDays: 1 });
    expect(await findPoolProblems(db.engine)).toEqual([]);
  });

  test('each way to write nonsense by hand is found', async () => {
    await addOrganizations(db.sql, ['ada', 'ben', 'cleo', 'dan']);
    await addNumbers(db.sql, 6);
    const [free, wrong, dummy, nobody, without] = [0, 1, 2, 3, 4].map(reserved);
    await db.sql`UPDATE organizations SET twilio_number = ${free ?? ''} WHERE id = 'ada'`;
    await db.sql`UPDATE organizations SET twilio_number = ${wrong ?? ''} WHERE id = 'ben'`;
    await db.sql`UPDATE organizations SET twilio_number = '+447700900999' WHERE id = 'cleo'`;
    await db.sql`UPDATE phone_numbers SET status = 'ASSIGNED', org_id = 'dan' WHERE phone_e164 IN (${wrong ?? ''}, ${without ?? ''})`;
    await db.sql`UPDATE phone_numbers SET status = 'ASSIGNED', org_id = 'dummy-client' WHERE phone_e164 = ${dummy ?? ''}`;
    await db.sql`UPDATE phone_numbers SET status = 'ASSIGNED' WHERE phone_e164 = ${nobody ?? ''}`;
    const found = await findPoolProblems(db.engine);
    expect(
      found.map(({ problem, phoneE164, namedOrgId, holderOrgId }) => [
        problem,
        phoneE164,
        namedOrgId,
        holderOrgId,
      ]),
    ).toEqual([
      ['assigned_to_nobody', nobody, null, null],
      ['assigned_to_unknown_organization', dummy, 'dummy-client', null],
      ['free_but_held', free, null, 'ada'],
      ['held_but_not_in_pool', '+447700900999', null, 'cleo'],
      ['names_another_organization', wrong, 'dan', 'ben'],
      ['names_organization_without_it', without, 'dan', null],
    ]);
  });
});

function phone(written: string): PhoneE164 {
  if (!isPhoneE164(written)) throw new Error(`${written} is not a phone number`);
  return written;
}
