/** What a call to a number means is an operator's to choose, but never so that ringing the owner ends here again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const NUMBER = '+447700900880';
const OWNER = '+447700900881';
let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, twilio_number)
    VALUES ('abc', ${OWNER}, ${OWNER}, ${NUMBER})`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
    VALUES (${NUMBER}, 'OPERATIONAL', 'forwarded_in', 'ASSIGNED', 'abc'),
      ('+447700900882', 'OPERATIONAL', 'forwarded_in', 'AVAILABLE', NULL)`;
  await db.sql`
    INSERT INTO conversations (id, org_id, our_number, their_number, machine, state, context)
    VALUES (${newId()}, 'abc', '+447476955179', ${OWNER}, 'forwarding', 'active', '{}'::jsonb)`;
});
afterAll(() => db.drop());

const script = (...args: string[]) => runScript('number-mode', { args, env: { DATABASE_URL: db.url } });
const mode = async () =>
  (await db.sql`SELECT voice_mode FROM phone_numbers WHERE phone_e164 = ${NUMBER}`)[0]?.voice_mode;

test('refused while forwarding is active, done once the owner switched it off', async () => {
  const refused = await script('07700 900880', 'dial_owner');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('First the owner texts FORWARDING OFF');
  expect(await mode()).toBe('forwarded_in');
  await db.sql`UPDATE conversations SET state = 'disabled'`;
  expect(await script(NUMBER, 'dial_owner')).toMatchObject({
    exitCode: 0,
    stdout: `${NUMBER}: forwarded_in -> dial_owner\n`,
  });
  expect(await mode()).toBe('dial_owner');
  expect((await script(NUMBER, 'dial_owner')).stdout).toContain('already');
});

test.each([
  [['+447700900882', 'dial_owner'], 'is not the number of an organization'],
  [['+447700900883', 'dial_owner'], 'is not one of our numbers'],
  [['anonymous', 'dial_owner'], 'is not a phone number'],
  [[NUMBER, 'onboarding'], 'Allowed choices are dial_owner, forwarded_in'],
])('%j is refused by name', async (args, reason) => {
  const { exitCode, stderr } = await script(...args);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(reason);
});
