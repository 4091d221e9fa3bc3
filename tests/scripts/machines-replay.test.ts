/** `npm run machines:replay`: what was played replays alike; a machine that was changed shows where. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MachineSpec, machines } from '../../machines/index.ts';
import { replayJournal } from '../../scripts/machines/replay.ts';
import { runScript } from '../../scripts/support/run-script.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { bringToConfirm, engineOn, ownOnboardingNumber, textFrom } from '../support/engine.ts';

const LONG_AGO = new Date(0);
const PAYER = '+447700900431';
const POOR = '+447700900432';
let db: TestDatabase;

beforeAll(async () => {
  db = await cloneDatabase();
  await ownOnboardingNumber(db.sql);
  await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES ('+447700900499')`;
  const engine = engineOn(db.engine);
  await bringToConfirm(engine, PAYER);
  await engine.advance(textFrom(PAYER, 'READY'));
  await db.sql`UPDATE organizations SET payment_active = true WHERE owner_phone = ${PAYER}`;
  for (const body of ['READY', '1', 'DONE', 'CALL ME', 'BACK']) await engine.advance(textFrom(PAYER, body));
  for (const body of ['Plumber', 'Roofer from Leeds', 'Top Roofs', 'BACK', 'Best Roofs'])
    await engine.advance(textFrom(POOR, body));
});
afterAll(() => db.drop());

const replay = (...args: string[]) => runScript('machines-replay', { args, env: { DATABASE_URL: db.url } });

const counts = async () => {
  const [row] = await db.sql<{ conversations: number; steps: number }[]>`
    SELECT count(DISTINCT conversation_id)::int AS conversations, count(*)::int AS steps FROM transitions`;
  return row ?? { conversations: 0, steps: 0 };
};

/** Onboarding that hears no name in anything. */
const deaf: MachineSpec = {
  ...machines.onboarding,
  machine: machines.onboarding.machine.provide({ guards: { namesBusiness: () => false } }),
};

test('a journal that was played goes through its own machines alike, step by step', async () => {
  const { conversations, steps } = await counts();
  expect(conversations).toBeGreaterThanOrEqual(3);
  expect(steps).toBeGreaterThan(15);
  const allocated = await db.sql`SELECT FROM transitions WHERE event ->> 'type' = 'NUMBER_ALLOCATED'`;
  expect(allocated).toHaveLength(1);
  const { exitCode, stdout, stderr } = await replay();
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: `${conversations} conversations, ${steps} steps replayed: 0 would differ.\n`,
    stderr: '',
    exitCode: 0,
  });
});

test('a changed machine shows where each conversation first differs, then and now', async () => {
  const { differences } = await replayJournal(
    db.sql,
    { ...machines, onboarding: deaf },
    { since: LONG_AGO, limit: null },
  );
  expect(differences).toEqual([
    {
      ...{ machine: 'onboarding', event: 'OWNER_TEXTED', from: 'S2_BUSINESS_NAME', conversations: 2 },
      before: expect.stringMatching(/^S3_OWNER_NAME \+ saveOrganization \+ .*sendText:/),
      now: expect.stringMatching(/^S2_BUSINESS_NAME \+ sendText:/),
      example: { conversation: expect.any(String), step: expect.any(Number) },
    },
  ]);
});

test('a journal that says otherwise is a difference, and the exit code says so', async () => {
  const [row] = await db.sql<{ id: number; effects: unknown }[]>`
    SELECT id, effects FROM transitions WHERE to_state = 'S3_OWNER_NAME' ORDER BY id LIMIT 1`;
  await db.sql`UPDATE transitions SET effects = '[]' WHERE id = ${row?.id ?? 0}`;
  const { exitCode, stdout } = await replay('--since', '1h');
  await db.sql`UPDATE transitions SET effects = ${JSON.stringify(row?.effects)}::text::jsonb WHERE id = ${row?.id ?? 0}`;
  expect(exitCode).toBe(1);
  expect(stdout).toContain(': 1 would differ.');
  expect(stdout).toMatch(
    /1 × onboarding in S2_BUSINESS_NAME, on OWNER_TEXTED; such as [0-9a-f-]{36}, step \d+/,
  );
  expect(stdout).toMatch(/\n {2}then S3_OWNER_NAME\n {2}now {2}S3_OWNER_NAME \+ /);
});

test('only what moved since then, and only so many', async () => {
  const none = await replayJournal(db.sql, machines, { since: new Date(Date.now() + 60_000), limit: null });
  expect(none).toMatchObject({ conversations: 0, steps: 0 });
  expect(await replayJournal(db.sql, machines, { since: LONG_AGO, limit: 1 })).toMatchObject({
    conversations: 1,
  });
  expect((await replay('--since', 'yesterday')).stderr).toContain('It must be like 30d, 12h or 2026-11-20.');
});

test('what somebody wrote by hand, what is forgotten and what no machine knows is counted, not guessed', async () => {
  await db.sql
    .begin(async (tx) => {
      const [first] =
        await tx`SELECT conversation_id AS id FROM transitions t JOIN conversations c ON c.id = conversation_id
      WHERE c.their_number = ${POOR} AND c.machine = 'onboarding' LIMIT 1`;
      await tx`UPDATE transitions SET step = step + 1 WHERE conversation_id = ${first?.id} AND step > 2`;
      expect(await replayJournal(tx, machines, { since: LONG_AGO, limit: null })).toMatchObject({
        writtenByHand: 1,
        differences: [],
      });
      await tx`DELETE FROM transitions WHERE conversation_id = ${first?.id} AND step < 3`;
      expect(await replayJournal(tx, machines, { since: LONG_AGO, limit: null })).toMatchObject({
        beginForgotten: 1,
        differences: [],
      });
      const { onboarding: _gone, ...left } = machines;
      expect(await replayJournal(tx, left, { since: LONG_AGO, limit: null })).toMatchObject({
        unknownMachine: 2,
        differences: [],
      });
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
});

class Undo extends Error {}
