/** `npm run inbox`: an operator sees what waits and what is dead, reads why, and sets it going again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { ONBOARDING_NUMBER, openStage, type Stage } from '../../scripts/support/stage.ts';
import type { Delivery } from '../../src/inbox/delivery.ts';
import { storePending } from '../../src/inbox/store-pending.ts';
import { newId } from '../../src/platform/ids.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const OWNER = '+447700900301';
let db: TestDatabase;
let stage: Stage | undefined;

beforeAll(async () => {
  db = await cloneDatabase();
});
afterAll(async () => {
  await stage?.close();
  await db?.drop();
});

const inbox = (...args: string[]) => runScript('inbox', { args, env: { DATABASE_URL: db.url } });

/** A text whose step failed with an error that carries what no terminal should show. */
async function storeText(sid: string, from: string, status: 'pending' | 'dead'): Promise<string> {
  const delivery: Delivery = {
    provider: 'twilio',
    providerEventId: sid,
    ourNumber: ONBOARDING_NUMBER,
    theirNumber: from,
    isTextable: true,
    occurrence: { kind: 'text', body: 'Plumber from London', mediaUrls: [] },
    receivedAt: new Date(Date.now() - 3 * 3_600_000),
    answer: () => '<Response/>',
  };
  const id = newId();
  const reason = new Error('the step broke at postgres://jobrun:hunter2@db.example/jobrun\nsecond line');
  await storePending(db.engine, delivery, {
    id,
    answer: '<Response/>',
    failure: { reason },
    retryAt: new Date(),
  });
  // Far away, so that nobody tries it again while the test looks.
  await db.sql`UPDATE inbound_events SET status = ${status}, retry_at = now() + interval '1 day' WHERE id = ${id}`;
  await db.sql`UPDATE inbound_events SET attempts = 8 WHERE id = ${id} AND status = 'dead'`;
  return id;
}

test('an empty inbox says so', async () => {
  const { exitCode, stdout } = await inbox('list');
  expect(exitCode).toBe(0);
  expect(stdout).toBe('Nothing waits and nothing is dead.\n');
});

test('what is dead stands before what waits; one is shown in full; none shows a secret', async () => {
  const waiting = await storeText('SM-waiting', '+447700900302', 'pending');
  const dead = await storeText('SM-dead', OWNER, 'dead');

  const listed = await inbox('list');
  const lines = listed.stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/id .*status .*kind .*lane .*attempts .*age .*error/);
  expect(lines[2]).toContain(dead);
  expect(lines[2]).toMatch(
    /dead +\| text +\| \+447476955179>\+447700900301 +\| 8 +\| 3 h +\| Error: the step/,
  );
  expect(lines[3]).toContain(waiting);
  expect(lines[3]).toMatch(/pending +\| text .* \| 1 +\| 3 h/);
  expect(listed.stdout).not.toContain('second line');

  const shown = await inbox('show', 'SM-dead');
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toContain(dead);
  expect(shown.stdout).toContain('"body": "Plumber from London"');
  expect(shown.stdout).toContain('second line');
  expect(shown.stdout).toMatch(/transitions\n {2}\(no rows\)/);
  for (const { stdout } of [listed, shown]) {
    expect(stdout).toContain('postgres://jobrun:[redacted]@db.example');
    expect(stdout).not.toContain('hunter2');
  }
});

/** 60 s: four processes and a service, which take four seconds on a machine that has nothing else to do. */
const REPLAY_MS = 60_000;

test('a replayed delivery is handled, and its transitions are shown', { timeout: REPLAY_MS }, async () => {
  stage = await openStage({ databaseUrl: db.url });
  const replayed = await inbox('replay', '--all-dead');
  expect(replayed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(replayed.stdout).toBe('Dead deliveries on their way again: 1.\n');
  await stage.simulator.network.phone(OWNER).waitForText(/business called/, { timeoutMs: 10_000 });
  await until(async () => (await db.sql`SELECT FROM inbound_events WHERE status = 'dead'`).length === 0);

  const shown = await inbox('show', 'SM-dead');
  expect(shown.stdout).toMatch(/\| 1 +\| NULL +\| S2_BUSINESS_NAME +\| OWNER_TEXTED/);

  const again = await inbox('replay', 'SM-dead');
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toMatch(/was handled already \(stepped\); there is nothing to replay/);
});

test('what cannot be done is said in a sentence, with exit code 1', async () => {
  const unknown = await inbox('show', 'SM-nobody');
  expect(unknown).toMatchObject({ exitCode: 1, stderr: 'There is no delivery SM-nobody.\n' });
  const both = await inbox('replay', 'SM-dead', '--all-dead');
  expect(both).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^error: replay wants an id, or --all-dead\n/),
  });
});
