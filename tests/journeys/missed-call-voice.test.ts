/** Callers ring a business, through the simulated network: put through, not answered, declined, voicemail, recorded. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const OUR = POOL_NUMBERS[0] ?? '';
const OWNER = '+447700900201';
let db: TestDatabase;
let stage: Stage;
let serial = 0;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, onboarded_at)
    VALUES ('org-1', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${OUR}, now())`;
  await db.sql`INSERT INTO phone_numbers (phone_e164, status, org_id) VALUES (${OUR}, 'ASSIGNED', 'org-1')`;
  stage = await openStage({ databaseUrl: db.url, pace: { sentMs: 0, deliveredMs: 0, secondMs: 20 } });
  await stage.connectNumbers();
});
afterAll(async () => {
  await stage?.close();
  await db?.drop();
});
beforeEach(() => db.sql`UPDATE organizations SET press_to_accept = false, record_calls = false`);

const phone = (number: string) => stage.simulator.network.phone(number);
const until = <T>(look: () => T | undefined | null | false, what: string) =>
  stage.simulator.network.waitFor(look, { timeoutMs: 5_000, what });

async function setUp(mode: string, answer: string, terms: Record<string, boolean> = {}) {
  await db.sql`UPDATE phone_numbers SET voice_mode = ${mode} WHERE phone_e164 = ${OUR}`;
  await db.sql`UPDATE organizations SET ${db.sql({ missed_call_answer: answer, ...terms })} WHERE id = 'org-1'`;
}
function ring() {
  serial += 1;
  const caller = phone(`+4477009002${10 + serial}`);
  return { caller, call: caller.call(OUR) };
}
async function rowOf(caller: string, matching: Record<string, unknown>) {
  await expect
    .poll(async () => (await db.sql`SELECT * FROM calls WHERE their_number = ${caller}`)[0], {
      timeout: 5_000,
    })
    .toMatchObject(matching);
}

/** The row is written before the words of its answer reach the caller. */
const heard = (call: { readonly heard: readonly { readonly text: string }[] }, words: string) =>
  until(() => call.heard.some(({ text }) => text.includes(words)), words);

test('the owner answers: put through with the caller’s number, and recorded where that is switched on', async () => {
  await setUp('dial_owner', 'greet', { record_calls: true });
  phone(OWNER).setBehaviour('answers');
  const { caller, call } = ring();
  const seen = await until(
    () => phone(OWNER).calls.find((one) => one.peer === caller.number && one.status === 'in-progress'),
    'the owner talks',
  );
  expect(seen.peer).toBe(caller.number);
  phone(OWNER).speak('Hello, ABC');
  await until(() => call.heard.some(({ text }) => text === 'Hello, ABC'), 'they are connected');
  phone(OWNER).hangUp();
  await rowOf(caller.number, {
    status: 'completed',
    dial_status: 'completed',
    recording_status: 'completed',
    is_voicemail: false,
  });
});

test.each([
  ['lets it ring', 'no-answer'],
  ['is on the phone', 'busy'],
] as const)('the owner %s: missed, without a recording', async (_what, behaviour) => {
  await setUp('dial_owner', 'greet');
  phone(OWNER).setBehaviour(behaviour);
  const { caller, call } = ring();
  await rowOf(caller.number, {
    status: 'missed',
    dial_status: behaviour,
    recording_sid: null,
    recording_url: null,
  });
  await heard(call, 'Nobody can take your call');
});

test('the owner declines: missed', async () => {
  await setUp('dial_owner', 'greet');
  phone(OWNER).setBehaviour('no-answer');
  const { caller } = ring();
  await until(
    () => phone(OWNER).calls.some((one) => one.peer === caller.number && one.status === 'ringing'),
    'it rings',
  );
  phone(OWNER).decline();
  await rowOf(caller.number, { status: 'missed', dial_status: 'busy' });
});

test('the caller gives up while it rings: missed, though no Dial action came', async () => {
  await setUp('dial_owner', 'greet');
  phone(OWNER).setBehaviour('no-answer');
  const { caller } = ring();
  await until(
    () => phone(OWNER).calls.some((one) => one.peer === caller.number && one.status === 'ringing'),
    'it rings',
  );
  caller.hangUp();
  await rowOf(caller.number, { status: 'missed', dial_status: null });
});

test('the owner’s voicemail presses nothing, so the call is missed', async () => {
  await setUp('dial_owner', 'greet', { press_to_accept: true });
  phone(OWNER).setBehaviour('voicemail');
  const { caller } = ring();
  await rowOf(caller.number, { status: 'missed' });
});

test('a forwarded call is a missed one; a message that is left lies with it', async () => {
  await setUp('forwarded_in', 'voicemail');
  const { caller, call } = ring();
  await until(() => call.heard.some(({ text }) => text.includes('(beep)')), 'the beep');
  caller.speak('My boiler is broken');
  caller.press('#');
  await rowOf(caller.number, { status: 'missed', recording_status: 'completed', is_voicemail: true });
});

test('a withheld number is kept for the owner to hear of, and nobody texts it', async () => {
  await setUp('forwarded_in', 'greet');
  phone('+447700900299').call(OUR, { isAnonymous: true });
  await rowOf('anonymous', { status: 'missed' });
  const threads = await db.sql`SELECT their_number FROM conversations WHERE machine = 'enquiry'`;
  expect(threads.map((row) => row.their_number)).toContain('anonymous');
  expect(await db.sql`SELECT FROM outbox WHERE recipient = 'anonymous'`).toHaveLength(0);
});
