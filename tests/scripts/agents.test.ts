/** `npm run agents`: an operator says which voice agents speak for an organization, and which on what kind of call. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

/** 60 s: each command is a process of its own. */
const LONG = 60_000;
let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written) VALUES
      ('ada', '+447700900530', '+447700900530'), ('ben', '+447700900531', '+447700900531')`;
});
afterAll(() => db?.drop());

const agents = (...args: string[]) => runScript('agents', { args, env: { DATABASE_URL: db.url } });

test('added, given duties, listed, relieved of them, removed', { timeout: LONG }, async () => {
  expect((await agents('add', 'agent_one', '--org', 'ada', '--name', 'One')).stdout).toBe(
    'agent_one speaks for ada, where nobody names another.\n',
  );
  expect((await agents('add', 'agent_two', '--org', 'ada')).stdout).toBe('agent_two speaks for ada.\n');
  expect((await agents('add', 'agent_two', '--org', 'ada', '--name', 'Two')).stdout).toBe(
    'agent_two speaks for ada already.\n',
  );
  expect((await agents('default', 'agent_two')).stdout).toBe(
    'agent_two speaks for ada wherever nobody names another.\n',
  );
  expect((await agents('default', 'agent_one', '--for', 'SHIPPING_UPDATE, BILLING_REMINDER')).stdout).toBe(
    'agent_one speaks for ada on BILLING_REMINDER, SHIPPING_UPDATE.\n',
  );
  const { stdout: listed } = await agents('list', '--org', 'ada');
  expect(listed).toMatch(/agent_one +\| ada +\| One +\| no +\| BILLING_REMINDER SHIPPING_UPDATE +\|/);
  expect(listed).toMatch(/agent_two +\| ada +\| Two +\| yes +\| +\|/);
  expect((await agents('undefault', '--org', 'ada', '--for', 'SHIPPING_UPDATE')).stdout).toBe(
    'The default of ada speaks on them.\n',
  );
  expect((await agents('remove', 'agent_two')).stdout).toBe('agent_two is removed.\n');
  expect((await agents('list')).stdout).toMatch(/agent_one +\| ada +\| One +\| no +\| BILLING_REMINDER +\|/);
});

test('what cannot be done is said in a sentence', { timeout: LONG }, async () => {
  await db.sql`INSERT INTO voice_agents (id, org_id, is_default) VALUES ('agent_busy', 'ben', true)`;
  await db.sql`
    INSERT INTO agent_calls (id, org_id, our_number, phone, agent_id, origin)
    VALUES (gen_random_uuid(), 'ben', '+447700900532', '+447700900533', 'agent_busy', 'request')`;
  const said = await Promise.all([
    agents('add', 'agent_three', '--org', 'nobody'),
    agents('add', 'agent_busy', '--org', 'ada'),
    agents('add', 'agent three', '--org', 'ada'),
    agents('default', 'agent_busy', '--for', 'BIRTHDAY'),
    agents('default', 'agent_nobody'),
    agents('undefault', '--org', 'ben', '--for', 'SHIPPING_UPDATE'),
    agents('remove', 'agent_nobody'),
    agents('remove', 'agent_busy'),
  ]);
  expect(said.map(({ exitCode }) => exitCode)).toEqual(said.map(() => 1));
  expect(said.map(({ stderr }) => stderr.trim())).toEqual([
    'There is no organization nobody.',
    'agent_busy speaks for ben; remove it there first.',
    '"agent three" is no id of an agent.',
    '"BIRTHDAY" is no kind of call; there are: BILLING_REMINDER, APPOINTMENT_REMINDER, SHIPPING_UPDATE.',
    'There is no agent agent_nobody; add it first.',
    'ben has no agent of their own for them.',
    'There is no agent agent_nobody.',
    '1 calls wait for agent_busy. Cancel their batches, or say --anyway: it makes them still.',
  ]);
  expect((await agents('remove', 'agent_busy', '--anyway')).stdout).toBe(
    'agent_busy is removed. It still makes 1 calls that wait.\n',
  );
});
