/** Filling the pool: reading the list, adding all or nothing, and what Twilio has to say about it. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  checkOwnership,
  NotAPoolNumberError,
  type NumberLandlord,
  type NumberWebhooks,
  type OwnedNumber,
  pointNumbersHere,
  readPoolList,
  recordOnboardingNumber,
  seedPool,
} from '../../src/numbers/index.ts';
import { isPhoneE164, type PhoneE164 } from '../../src/values/phone.ts';
import { cloneDatabase } from '../support/database.ts';
import { clear, reserved } from './organizations.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());
beforeEach(() => clear(db.sql));

describe('the list', () => {
  test.each([
    ['+447700900001,+447700900002'],
    ['+447700900001 +447700900002'],
    ['+447700900001\n+447700900002\n'],
    [' +447700900001 ,, +447700900002, '],
    ['+447700900001, +447700900002,+447700900001'],
    ['07700 900001, +44 7700 900002'],
    ['447700900001\r\n07700900002'],
    ['+447700900001 07700900002'],
    ['+447700900001 +447700900002,\n'],
  ])('%j is two numbers in their order', (text) => {
    expect(readPoolList(text)).toEqual({ phones: ['+447700900001', '+447700900002'], bad: [] });
  });

  test('names what is not a phone number, as it was written', () => {
    expect(readPoolList('+447700900001,nope,+44 12,0x7700900002')).toMatchObject({
      bad: expect.arrayContaining(['nope', '0x7700900002']),
    });
    expect(readPoolList('12345').bad).toEqual(['12345']);
    expect(readPoolList('+447700900001 oops').bad).toEqual(['oops']);
  });

  test('reads national numbers of the default country', () => {
    expect(readPoolList('(202) 555-0100\n202-555-0101', 'US').phones).toEqual([
      '+12025550100',
      '+12025550101',
    ]);
  });

  test('may be empty', () => {
    expect(readPoolList(' \n')).toEqual({ phones: [], bad: [] });
  });
});

describe('adding', () => {
  test('keeps the order of the list, and a second time adds nothing', async () => {
    const phones = [5, 1, 3].map((n) => phone(reserved(n)));
    expect(await seedPool(db.engine, phones)).toEqual({ added: phones, known: [] });
    await db.sql`UPDATE phone_numbers SET status = 'ASSIGNED', org_id = 'ada' WHERE phone_e164 = ${reserved(1)}`;
    expect(await seedPool(db.engine, [...phones, phone(reserved(7))])).toEqual({
      added: [reserved(7)],
      known: phones,
    });
    expect(await db.sql`SELECT phone_e164, status, org_id FROM phone_numbers ORDER BY seeded_order`).toEqual([
      { phone_e164: reserved(5), status: 'AVAILABLE', org_id: null },
      { phone_e164: reserved(1), status: 'ASSIGNED', org_id: 'ada' },
      { phone_e164: reserved(3), status: 'AVAILABLE', org_id: null },
      { phone_e164: reserved(7), status: 'AVAILABLE', org_id: null },
    ]);
  });

  test('adds none when one of them is the onboarding number', async () => {
    await recordOnboardingNumber(db.engine, phone('+447476955179'));
    await expect(seedPool(db.engine, [phone(reserved(1)), phone('+447476955179')])).rejects.toThrow(
      NotAPoolNumberError,
    );
    expect(await db.sql`SELECT FROM phone_numbers WHERE role = 'OPERATIONAL'`).toHaveLength(0);
  });
});

describe('at Twilio', () => {
  const webhooks: NumberWebhooks = {
    smsUrl: 'https://jobrun.example/api/twilio/sms',
    voiceUrl: 'https://jobrun.example/api/twilio/voice',
    statusCallback: 'https://jobrun.example/api/twilio/status',
  };
  const nowhere = { smsUrl: null, voiceUrl: null, statusCallback: null };

  function landlordOf(numbers: readonly OwnedNumber[]) {
    const set: [string, NumberWebhooks][] = [];
    const landlord: NumberLandlord = {
      listNumbers: async () => numbers,
      setWebhooks: async (sid, urls) => {
        set.push([sid, urls]);
      },
    };
    return { landlord, set };
  }

  test('a number that the account does not own is named', async () => {
    const { landlord, set } = landlordOf([{ sid: 'PN1', phoneE164: phone(reserved(1)), ...nowhere }]);
    const { owned, missing } = await checkOwnership(landlord, [phone(reserved(1)), phone(reserved(2))]);
    expect(owned.map(({ sid }) => sid)).toEqual(['PN1']);
    expect(missing).toEqual([reserved(2)]);
    expect(set).toEqual([]);
  });

  test('numbers are pointed here once, and their ids are remembered', async () => {
    const owned = [
      { sid: 'PN1', phoneE164: phone(reserved(1)), ...webhooks },
      { sid: 'PN2', phoneE164: phone(reserved(2)), ...webhooks, voiceUrl: 'https://elsewhere.example' },
      { sid: 'PN3', phoneE164: phone(reserved(3)), ...nowhere },
    ];
    await seedPool(
      db.engine,
      owned.map(({ phoneE164 }) => phoneE164),
    );
    const { landlord, set } = landlordOf(owned);
    expect(await pointNumbersHere(db.engine, landlord, { owned, webhooks })).toEqual([
      reserved(2),
      reserved(3),
    ]);
    expect(set).toEqual([
      ['PN2', webhooks],
      ['PN3', webhooks],
    ]);
    expect(await db.sql`SELECT twilio_sid FROM phone_numbers ORDER BY phone_e164`).toEqual([
      { twilio_sid: 'PN1' },
      { twilio_sid: 'PN2' },
      { twilio_sid: 'PN3' },
    ]);
  });
});

function phone(written: string): PhoneE164 {
  if (!isPhoneE164(written)) throw new Error(`${written} is not a phone number`);
  return written;
}
