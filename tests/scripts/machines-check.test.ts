/** `npm run machines:check`: what is stored can be gone on from, and what cannot is counted by machine, version and state. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { machines } from '../../machines/index.ts';
import { checkStored } from '../../scripts/machines/check.ts';
import { lookAt } from '../../scripts/machines/read-only.ts';
import { runScript } from '../../scripts/support/run-script.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { bringToConfirm, engineOn, ONBOARDING_NUMBER, ownOnboardingNumber } from '../support/engine.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
});
afterAll(() => db.drop());
beforeEach(() => db.sql`DELETE FROM organizations`);

const check = (...args: string[]) => runScript('machines-check', { args, env: { DATABASE_URL: db.url } });

/** Conversations of one kind, as many as wanted, each of an organization of its own. */
async function store(
  name: string,
  row: { machine?: string; version?: number | null; state?: string; context?: object; count?: number },
): Promise<void> {
  const {
    machine = 'onboarding',
    version = 1,
    state = 'S1_BUSINESS_TYPE_LOCATION',
    context = {},
    count = 1,
  } = row;
  await db.sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, onboarded_at)
    SELECT ${name} || n, '+447700900001', '+447700900001', now()
    FROM generate_series(1, ${count}) n`;
  await db.sql`
    INSERT INTO conversations (id, org_id, our_number, their_number, machine, machine_version, state, context)
    SELECT gen_random_uuid(), ${name} || n, ${ONBOARDING_NUMBER}, '+447700900001', ${machine}, ${version}::int, ${state},
      ${JSON.stringify(context)}::text::jsonb FROM generate_series(1, ${count}) n`;
}

test('an empty database strands nobody', async () => {
  expect(await check()).toEqual({ exitCode: 0, stdout: 'No conversation is stored.\n', stderr: '' });
});

test('a conversation that the service itself stored, and one that an operator wrote, can go on', async () => {
  await bringToConfirm(engineOn(db.engine), '+447700900421');
  await store('by-hand', { version: null });
  const { exitCode, stdout, stderr } = await check();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/onboarding +\| by hand +\| S1_BUSINESS_TYPE_LOCATION +\| 1 +\| 1 +\| 0/);
  expect(stdout).toContain('2 conversations, 2 of them tried: 0 would be stranded.');
});

test('every way of being stranded is named, counted and fails', async () => {
  const { version } = machines.onboarding;
  await store('fine', {});
  await store('gone', { state: 'S99_GONE', count: 3 });
  await store('reviews', { machine: 'reviews' });
  await store('newer', { version: version + 1 });
  await store('ancient', { version: 0 });
  await store('spoilt', { machine: 'enquiry', state: 'quiet', context: { turnTimes: 'yesterday' } });
  const { exitCode, stdout } = await check();
  expect(exitCode).toBe(1);
  expect(stdout).toContain('8 conversations, 8 of them tried: 7 would be stranded.');
  expect(stdout).toMatch(/onboarding in S99_GONE: cannot be restored \(.*unknown state "S99_GONE"/);
  expect(stdout).toContain('reviews in S1_BUSINESS_TYPE_LOCATION: unknown machine');
  expect(stdout).toContain('written by a newer version');
  expect(stdout).toContain('no migration from version 0');
  expect(stdout).toMatch(/enquiry in quiet: cannot be restored/);
});

test('a sample finds a kind that is stranded as a whole and counts all of it; --all finds one among many', async () => {
  await store('gone', { state: 'S99_GONE', count: 450 });
  await store('fine', { machine: 'enquiry', state: 'quiet', count: 450 });
  await db.sql`
    UPDATE conversations SET context = '{"turnTimes": "yesterday"}' WHERE id = (
      SELECT id FROM conversations WHERE machine = 'enquiry' OFFSET 350 LIMIT 1)`;
  const sampled = await checkStored(db.sql, machines, { all: false });
  expect(sampled).toMatchObject([
    { machine: 'enquiry', conversations: 450, tried: 202, stranded: 0 },
    { machine: 'onboarding', conversations: 450, tried: 202, stranded: 450 },
  ]);
  const all = await checkStored(db.sql, machines, { all: true });
  expect(all).toMatchObject([
    { conversations: 450, tried: 450, stranded: 1 },
    { conversations: 450, tried: 450, stranded: 450 },
  ]);
});

test('it can write nothing', async () => {
  const writing = lookAt({ DATABASE_URL: db.url }, (tx) => tx`DELETE FROM organizations`);
  await expect(writing).rejects.toThrow('read-only transaction');
});
