/** The runbook player: the product passes it, and it fails whatever differs from what is documented. */
import { expect, inject, test } from 'vitest';
import { onboarding } from '../../scripts/runbook/onboarding/index.ts';
import { setup } from '../../scripts/runbook/onboarding/setup.ts';
import { playRunbook } from '../../scripts/runbook/player/play.ts';
import type { Runbook, Step } from '../../scripts/runbook/player/script.ts';
import { logs, results, rows, script, sql, text, texts } from '../../scripts/runbook/player/steps.ts';
import { runScript } from '../../scripts/support/run-script.ts';

/** 90 s: the whole runbook takes some ten seconds, on a machine that has nothing else to do. */
const WHOLE_RUNBOOK_MS = 90_000;

const play = async (runbook: Runbook, env: Record<string, string> = {}) => {
  const lines: string[] = [];
  const outcome = await playRunbook(runbook, {
    serverUrl: inject('testServer').url,
    env,
    print: (line) => lines.push(line),
    isVerbose: false,
  });
  return { ...outcome, printed: lines.join('\n') };
};

const only = (...steps: Step[]): Runbook => ({
  title: 'A short runbook',
  setup: { ...setup, steps: [script('db-migrate')] },
  scenes: [{ title: 'A scene', goal: 'to fail', steps }],
});

test('the service passes all six scenarios, and the command exits 0', {
  timeout: WHOLE_RUNBOOK_MS,
}, async () => {
  const run = await runScript('runbook', { env: { RUNBOOK_DATABASE_URL: inject('testServer').url } });
  expect(run.stdout).not.toContain('FAIL');
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  for (const n of [1, 2, 3, 4, 5, 6])
    expect(run.stdout).toMatch(new RegExp(`^PASS .*Test Scenario ${n}: `, 'm'));
  expect(run.stdout).toMatch(/^PASS {2}\d\d checks, 0 differences/m);
});

test('another price is a difference in the payment text and in nothing else', {
  timeout: WHOLE_RUNBOOK_MS,
}, async () => {
  const [first] = onboarding.scenes;
  if (!first) throw new Error('the runbook has no scenario');
  const { differences, scenes, printed } = await play(
    { ...onboarding, scenes: [first] },
    { PRICE_PENCE: '3000' },
  );
  expect(differences).toBe(1);
  expect(scenes.flatMap(({ verdicts }) => verdicts).find(({ isPassed }) => !isPassed)?.kind).toBe('texts');
  expect(printed).toContain('expected │');
  expect(printed).toContain('JobRun costs £29/month');
  expect(printed).toContain('JobRun costs £30/month');
  expect(printed).toMatch(/first difference in line 3: expected "2" \(U\+0032\), actual "3"/);
});

test('every kind of check notices a difference', { timeout: WHOLE_RUNBOOK_MS }, async () => {
  const owner = '+447700900210';
  const { scenes, differences, printed } = await play(
    only(
      sql(`INSERT INTO clients (id, "phoneNumber") VALUES ('a', '07700 900210');`),
      rows('a wrong value', `SELECT id FROM clients;`, [{ id: 'b' }]),
      rows('a row too many', `SELECT id FROM clients;`, []),
      rows('another column', `SELECT id AS name FROM clients;`, [{ id: 'a' }]),
      rows('SQL that does not run', `SELECT nothing FROM clients;`, []),
      sql('INSERT INTO clients VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10);'),
      text(owner, '+447476955179', 'Plumber from London'),
      texts(owner, []),
      logs('📞 [POOL] Allocating Twilio number'),
      script('pool-allocate', ['a']),
      logs(`📞 [POOL] Allocating Twilio number
   Client ID: a
❌ [POOL] POOL_EMPTY - No available numbers
POOL_EMPTY { client: 'a', timestamp: '...' }`),
      results('a wrong reason', [{ success: false, reason: 'CLIENT_NOT_FOUND', clientId: 'a' }]),
      script('pool-allocate', []),
    ),
  );
  const failed = scenes.flatMap(({ verdicts }) => verdicts).filter(({ isPassed }) => !isPassed);
  expect(failed.map(({ kind }) => kind)).toEqual([
    ...['rows', 'rows', 'rows', 'rows', 'act', 'texts', 'logs', 'logs', 'results', 'act'],
  ]);
  expect(differences).toBe(10);
  expect(printed).toMatch(/^FAIL {2}12 checks, 10 differences/m);
});

test('an unknown runbook is named, with those that there are', async () => {
  const { exitCode, stderr } = await runScript('runbook', { args: ['baking'] });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('there is no runbook "baking"; there is: onboarding, outbound');
});
