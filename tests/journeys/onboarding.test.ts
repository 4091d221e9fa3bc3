/** The whole journey of an owner, through real HTTP, real signatures, the official clients and a real database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ONBOARDING_NUMBER, openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO phone_numbers (phone_e164) SELECT unnest(${POOL_NUMBERS}::text[])`;
  stage = await openStage({ databaseUrl: db.url });
  await stage.connectNumbers();
});

afterAll(async () => {
  await stage?.close();
  await db?.drop();
});

const stateOf = async (phone: string) => {
  const rows = await db.sql<{ state: string }[]>`
    SELECT state FROM conversations WHERE their_number = ${phone} AND machine = 'onboarding'`;
  return rows[0]?.state;
};

test('from the first text to a live number', async () => {
  const owner = stage.simulator.network.phone('+447700900101');
  const says = async (text: string, answer: RegExp) => {
    owner.text(ONBOARDING_NUMBER, text);
    return owner.waitForText(answer, { from: ONBOARDING_NUMBER, timeoutMs: 5_000 });
  };
  await says('Plumber from London', /business name|called/i);
  await says('ABC Plumbing', /your name/i);
  await says('John Smith', /SMS/);
  await says('SMS', /READY/);
  const payment = await says('YES', /£29\/month/);
  expect(await stateOf(owner.number)).toBe('S5_CONFIRM_LIVE');

  const link = /http\S+\/pay\/\S+/.exec(payment.body)?.[0] ?? '';
  const checkout = await fetch(link, { redirect: 'manual' });
  expect(checkout.status).toBe(303);
  const session = stage.simulator.stripe.sessions()[0];
  stage.simulator.stripe.pay(session?.id ?? '');
  await owner.waitForText(/1.*iPhone/s, { timeoutMs: 5_000 });
  expect(await stateOf(owner.number)).toBe('S6_PHONE_TYPE');

  await says('1', /iPhone Setup/);
  await says('DONE', /nearly there/);
  const [row] = await db.sql<{ twilio_number: string }[]>`
    SELECT twilio_number FROM organizations WHERE owner_phone = ${owner.number}`;
  expect(row?.twilio_number).toBe('+447111111111');
  owner.dial(`**004*${row?.twilio_number}*11*20#`);
  owner.setBehaviour('no-answer');
  stage.simulator.network.phone('+447700900102').call(owner.number);
  await owner.waitForText(/You're live/, { timeoutMs: 5_000 });
  expect(await stateOf(owner.number)).toBe('COMPLETE');
});
