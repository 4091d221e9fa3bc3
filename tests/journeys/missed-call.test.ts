/** The journey of a missed caller, through real HTTP, real signatures, the official clients and a real database. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const NUMBER = POOL_NUMBERS[0] ?? '';
const OWNER = '+447700900201';
let db: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES ('abc', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${NUMBER}, true, now())`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode)
    VALUES (${NUMBER}, 'ASSIGNED', 'abc', 'forwarded_in')`;
  stage = await openStage({ databaseUrl: db.url });
  await stage.connectNumbers();
});

afterAll(async () => {
  await stage?.close();
  await db?.drop();
});

test('a call is missed, the job is captured, the owner answers and takes over', async () => {
  const owner = stage.simulator.network.phone(OWNER);
  const anna = stage.simulator.network.phone('+447700900202');
  owner.dial(`**004*${NUMBER}*11*20#`);
  owner.setBehaviour('no-answer');
  anna.call(OWNER);
  await anna.waitForText(/ABC Plumbing. Sorry we missed your call/, { from: NUMBER, timeoutMs: 5_000 });
  anna.text(NUMBER, 'leaking tap in Leeds LS1, urgent, tomorrow morning, Anna');
  await anna.waitForText(/Thanks Anna/, { from: NUMBER, timeoutMs: 5_000 });
  await owner.waitForText(/New job \(1\): leaking tap/, { from: NUMBER, timeoutMs: 5_000 });
  owner.text(NUMBER, '1 hello, I can come at five');
  await anna.waitForText(/^hello, I can come at five$/, { from: NUMBER, timeoutMs: 5_000 });
  await owner.waitForText(/Sent to Anna/, { from: NUMBER, timeoutMs: 5_000 });
  anna.text(NUMBER, 'perfect, see you then');
  await owner.waitForText(/Anna \(1\): perfect, see you then/, { from: NUMBER, timeoutMs: 5_000 });
  const [row] = await db.sql`SELECT status FROM enquiries WHERE org_id = 'abc'`;
  expect(row?.status).toBe('handed_over');
});
