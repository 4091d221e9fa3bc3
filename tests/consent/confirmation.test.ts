/** Who confirms an opt-out (ruling X3): of every kind, in both modes, exactly one confirmation reaches whoever wants out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ownOnboardingNumber, textFrom } from '../support/engine.ts';

const NUMBER = '+447700900860';
let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES ('abc', 'Şahin Plumbing', '+447700900861', '+447700900861', ${NUMBER}, true, now())`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
    VALUES (${NUMBER}, 'OPERATIONAL', 'forwarded_in', 'ASSIGNED', 'abc')`;
});
afterAll(() => db.drop());

let serial = 870;

/** What we promised to a new caller who writes this, and then writes it again. */
async function confirmations(optOutHandledBy: 'twilio' | 'app', body: string): Promise<string[]> {
  serial += 1;
  const caller = `+447700900${serial}`;
  const engine = engineOn(db.engine, { optOutHandledBy });
  for (const _ of [1, 2]) await engine.advance(textFrom(caller, body, { to: NUMBER }));
  const [consent] =
    await db.sql`SELECT is_opted_out FROM consents WHERE phone = ${caller} AND channel = 'sms'`;
  expect(consent?.is_opted_out).toBe(true);
  const rows = await db.sql<{ body: string; status: string }[]>`
    SELECT payload ->> 'body' AS body, status FROM outbox WHERE recipient = ${caller}`;
  expect(rows.every(({ status }) => status === 'due')).toBe(true);
  return rows.map((row) => row.body);
}

const ours = [
  "You won't get any more texts from Sahin Plumbing on this number. Reply START to get them again.",
];

describe('twilio', () => {
  test.each(['STOP', ' stop. ', 'Unsubscribe', 'REVOKE', 'OptOut'])(
    '%j is one of its words: it answers, we do not',
    async (word) => expect(await confirmations('twilio', word)).toEqual([]),
  );
  test.each(['please stop texting me', 'Opt out', 'STOP 🛑', "don't contact me again", 'bana mesaj atmayın'])(
    '%j is not: it only passes it on, so we answer once',
    async (phrase) => expect(await confirmations('twilio', phrase)).toEqual(ours),
  );
});

describe('app', () => {
  test.each(['STOP', 'please stop texting me'])('%j: we answer once', async (body) =>
    expect(await confirmations('app', body)).toEqual(ours),
  );
});

test('on the onboarding number nobody is confirmed in the name of a business', async () => {
  const engine = engineOn(db.engine, { optOutHandledBy: 'app' });
  await engine.advance(textFrom('+447700900861', 'STOP'));
  const [row] = await db.sql<{ body: string }[]>`
    SELECT payload ->> 'body' AS body FROM outbox WHERE recipient = '+447700900861'`;
  expect(row?.body).toContain('from JobRun on this number');
});
