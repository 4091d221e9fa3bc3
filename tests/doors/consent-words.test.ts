/** Ruling X2 through the real door: which word is consent, which is an answer, and what it does to the conversation. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type Doors, openDoors } from '../support/doors.ts';
import { laneOfOwner } from '../support/engine.ts';

let db: TestDatabase;
let doors: Doors;
let appDoors: Doors;

beforeAll(async () => {
  db = await cloneDatabase();
  doors = await openDoors(db.url);
  appDoors = await openDoors(db.url, { OPT_OUT_HANDLED_BY: 'app' });
});
afterAll(async () => {
  await doors?.close();
  await appDoors?.close();
  await db?.drop();
});

let serial = 0;
function newOwner(): string {
  serial += 1;
  return `+447700900${100 + serial}`;
}

const stateOf = async (owner: string) => {
  const [row] = await db.sql<{ state: string; step: number }[]>`
    SELECT state, step FROM conversations WHERE their_number = ${owner} AND machine = 'onboarding'`;
  return row;
};
const outcomesOf = async (owner: string) => {
  const rows = await db.sql<{ outcome: string }[]>`
    SELECT outcome FROM inbound_events WHERE lane = ${laneOfOwner(owner)} ORDER BY id`;
  return rows.map(({ outcome }) => outcome);
};
const textsTo = async (owner: string) => {
  const rows = await db.sql<{ text: string }[]>`
    SELECT payload ->> 'text' AS text FROM outbox WHERE recipient = ${owner} AND status = 'due' ORDER BY seq`;
  return rows.map(({ text }) => text);
};
const ledgerOf = (owner: string) =>
  db.sql<{ action: string; words: string; source: string }[]>`
    SELECT action, words, source FROM consent_ledger WHERE phone = ${owner} ORDER BY id`;
const actionsOf = async (owner: string) => (await ledgerOf(owner)).map(({ action }) => action);

/** An owner who stands in a state of onboarding, with what that state needs. */
async function ownerIn(state: string): Promise<string> {
  const owner = newOwner();
  await doors.text(owner, 'hello');
  await db.sql`UPDATE conversations SET state = ${state}, step = step + 1 WHERE their_number = ${owner} AND machine = 'onboarding'`;
  return owner;
}

test.each([
  'S1_BUSINESS_TYPE_LOCATION',
  'S2_BUSINESS_NAME',
  'S3_OWNER_NAME',
  'S4_NOTIFICATION_PREF',
  'S5_CONFIRM_LIVE',
  'S6_PHONE_TYPE',
  'S7_FWD_SENT',
  'S8_FWD_CONFIRM',
  'S9_TEST_CALL',
  'COMPLETE',
])('at %s, STOP keeps the state and silences us, and START asks again where the owner was', async (state) => {
  const owner = await ownerIn(state);
  const before = await stateOf(owner);
  const said = (await textsTo(owner)).length;
  for (const body of ['STOP', 'READY', '1', 'HELP', 'STOP']) {
    const response = await doors.text(owner, body);
    expect(await response.text()).toBe('<Response/>');
  }
  expect(await stateOf(owner)).toEqual(before);
  expect(await textsTo(owner)).toHaveLength(said);
  await doors.text(owner, 'START');
  expect((await stateOf(owner))?.state).toBe(state);
  expect((await textsTo(owner)).slice(said)).toEqual([
    state === 'COMPLETE' ? expect.any(String) : 'welcomeBack',
  ]);
  expect(await actionsOf(owner)).toEqual(expect.arrayContaining(['opt_out', 'opt_in']));
});

test.each([
  'stop.',
  ' Stop! ',
  'STOPALL',
  'unsubscribe',
  'Cancel',
  'END',
  'quit',
  'revoke',
  'OptOut',
  'opt out',
  'STOP 🙏',
])('%j is a STOP, and its exact words are in the ledger', async (body) => {
  const owner = newOwner();
  await doors.text(owner, 'Plumber from London');
  await doors.text(owner, body);
  expect(await ledgerOf(owner)).toMatchObject([{ action: 'opt_out', words: body, source: 'text' }]);
});

test.each([
  'Cancel my Tuesday visit',
  'stop by at ten',
  'the end',
  'yes please',
  'help, my pipe burst',
  'Start Plumbing',
])('%j is an ordinary message', async (body) => {
  const owner = newOwner();
  await doors.text(owner, 'Plumber from London');
  await doors.text(owner, body);
  expect(await outcomesOf(owner)).toEqual(['stepped', 'stepped']);
  expect(await actionsOf(owner)).toEqual([]);
});

test.each(['please don’t text me again', 'Take me off your list.', 'BİR DAHA MESAJ ATMAYIN'])(
  'stop phrases count as STOP: %j',
  async (body) => {
    const owner = newOwner();
    await doors.text(owner, 'Plumber from London');
    const said = (await textsTo(owner)).length;
    await doors.text(owner, body);
    // Twilio knows only its own words, so the one confirmation is ours.
    expect(await textsTo(owner)).toHaveLength(said + 1);
    await doors.text(owner, 'ABC Plumbing');
    expect(await ledgerOf(owner)).toEqual([{ action: 'opt_out', words: body, source: 'text' }]);
    expect(await outcomesOf(owner)).toEqual(['stepped', 'consent', 'opted_out']);
    expect(await textsTo(owner)).toHaveLength(said + 1);
  },
);

test('YES at S5 is an answer; YES after a STOP only brings the owner back', async () => {
  const owner = newOwner();
  for (const body of ['Plumber from London', 'ABC Plumbing', 'John Smith', 'SMS', 'YES'])
    await doors.text(owner, body);
  expect((await textsTo(owner)).at(-1)).toBe('paymentRequired');
  await doors.text(owner, 'STOP');
  await doors.text(owner, 'YES');
  expect((await textsTo(owner)).at(-1)).toBe('welcomeBack');
  expect(await outcomesOf(owner)).toEqual([...Array(5).fill('stepped'), 'consent', 'consent']);
});

test.each(['START', 'UNSTOP'])(
  '%s from somebody who never opted out is an ordinary message',
  async (body) => {
    const owner = newOwner();
    await doors.text(owner, 'Plumber from London');
    await doors.text(owner, body);
    expect(await outcomesOf(owner)).toEqual(['stepped', 'stepped']);
    expect(await actionsOf(owner)).toEqual([]);
  },
);

test('HELP and INFO are answered with the question that is open', async () => {
  const owner = newOwner();
  for (const body of ['Plumber from London', 'HELP', 'info']) await doors.text(owner, body);
  expect((await textsTo(owner)).slice(-2)).toEqual(['help', 'help']);
  expect((await stateOf(owner))?.state).toBe('S2_BUSINESS_NAME');
});

test('only START, YES and UNSTOP lift an opt-out', async () => {
  const owner = newOwner();
  await doors.text(owner, 'Plumber from London');
  await doors.text(owner, 'STOP');
  for (const body of ['please', 'start again', 'HELP', 'READY']) await doors.text(owner, body);
  expect((await outcomesOf(owner)).slice(2)).toEqual(Array(4).fill('opted_out'));
  await doors.text(owner, 'unstop');
  await doors.text(owner, 'ABC Plumbing');
  expect((await outcomesOf(owner)).slice(-2)).toEqual(['consent', 'stepped']);
});

test('a stranger’s STOP makes no organization and is kept all the same; their START does both', async () => {
  const stranger = newOwner();
  await doors.text(stranger, 'STOP');
  await doors.text(stranger, 'Plumber from London');
  expect(await db.sql`SELECT FROM organizations WHERE owner_phone = ${stranger}`).toHaveLength(0);
  expect(await textsTo(stranger)).toEqual([]);
  await doors.text(stranger, 'START');
  expect(await db.sql`SELECT FROM organizations WHERE owner_phone = ${stranger}`).toHaveLength(1);
  expect(await textsTo(stranger)).toHaveLength(1);
  await doors.text(stranger, 'Plumber from London');
  expect((await stateOf(stranger))?.state).toBe('S2_BUSINESS_NAME');
});

test('where the app answers STOP itself, it confirms once, and says how to come back', async () => {
  const owner = newOwner();
  await appDoors.text(owner, 'Plumber from London');
  for (const body of ['STOP', 'stop', 'STOP']) await appDoors.text(owner, body);
  const confirmations = await db.sql<{ body: string }[]>`
    SELECT payload ->> 'body' AS body FROM outbox WHERE recipient = ${owner} AND payload ->> 'text' = 'optOutConfirmed'`;
  expect(confirmations).toHaveLength(1);
  expect(confirmations[0]?.body).toMatch(/START/);
});

test('where Twilio answers STOP, we do not', async () => {
  const owner = newOwner();
  await doors.text(owner, 'Plumber from London');
  const before = (await textsTo(owner)).length;
  await doors.text(owner, 'STOP');
  expect(await textsTo(owner)).toHaveLength(before);
});
