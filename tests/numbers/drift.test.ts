/** Numbers whose webhooks somebody changed at Twilio are named, and set right. */
import { afterAll, expect, test } from 'vitest';
import { findWebhookDrift, type OwnedNumber, pointNumbersHere } from '../../src/numbers/index.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase } from '../support/database.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());

const webhooks = {
  smsUrl: 'https://j.test/sms',
  voiceUrl: 'https://j.test/voice',
  statusCallback: 'https://j.test/s',
};
function phone(n: number) {
  const parsed = parsePhone(`+44770090030${n}`);
  if (!parsed) throw new Error('a reserved number is a phone number');
  return parsed;
}

test('what points elsewhere or is gone is found, and after setting it right nothing drifts', async () => {
  await db.sql`INSERT INTO phone_numbers (phone_e164) SELECT unnest(${[phone(1), phone(2), phone(3)]}::text[])`;
  await db.sql`INSERT INTO phone_numbers (phone_e164, status) VALUES (${phone(4)}, 'RETIRED')`;
  const account: OwnedNumber[] = [
    { sid: 'PN1', phoneE164: phone(1), ...webhooks },
    { sid: 'PN2', phoneE164: phone(2), ...webhooks, voiceUrl: null, smsUrl: 'https://other.test' },
  ];
  const landlord = {
    listNumbers: async () => account,
    setWebhooks: async (sid: string, urls: typeof webhooks) => {
      const at = account.findIndex((number) => number.sid === sid);
      const number = account[at];
      if (number) account[at] = { ...number, ...urls };
    },
  };
  const drift = await findWebhookDrift(db.engine, landlord, webhooks);
  expect(drift.astray.map(({ sid, wrong }) => [sid, wrong])).toEqual([['PN2', ['smsUrl', 'voiceUrl']]]);
  expect(drift.missing).toEqual([phone(3)]);
  expect(await pointNumbersHere(db.engine, landlord, { owned: drift.astray, webhooks })).toEqual([phone(2)]);
  expect((await findWebhookDrift(db.engine, landlord, webhooks)).astray).toEqual([]);
});
