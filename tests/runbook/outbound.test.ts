/** The runbook of outbound calls: the product passes its ten boxes, and a box fails when what it is about is not so. */
import { expect, inject, test } from 'vitest';
import { outbound } from '../../scripts/runbook/outbound/index.ts';
import { readCurl } from '../../scripts/runbook/player/curl.ts';
import { playRunbook } from '../../scripts/runbook/player/play.ts';
import { runScript } from '../../scripts/support/run-script.ts';

/** 90 s: the whole runbook takes some five seconds, on a machine that has nothing else to do. */
const WHOLE_RUNBOOK_MS = 90_000;

test('the service passes all ten boxes, and the command exits 0', { timeout: WHOLE_RUNBOOK_MS }, async () => {
  const env = { RUNBOOK_DATABASE_URL: inject('testServer').url };
  const run = await runScript('runbook', { args: ['outbound'], env });
  expect(run.stdout).not.toContain('FAIL');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  for (let box = 1; box <= 10; box += 1) expect(run.stdout).toMatch(new RegExp(`^PASS .*\\[${box}\\] `, 'm'));
});

test('with other flags, just the boxes about them fail', {
  timeout: WHOLE_RUNBOOK_MS,
}, async () => {
  const boxes = new Set(['[1]', '[2]', '[8]', '[10]']);
  const scenes = outbound.scenes.filter(({ title }) => boxes.has(title.split(' ', 1)[0] ?? ''));
  const outcome = await playRunbook(
    { ...outbound, scenes },
    {
      serverUrl: inject('testServer').url,
      env: { PHONE_OUTBOUND_V1_ENABLED: 'yes', PHONE_INBOUND_ENABLED: 'true' },
      print: () => {},
      isVerbose: false,
    },
  );
  const failed = outcome.scenes.filter(({ verdicts }) => verdicts.some(({ isPassed }) => !isPassed));
  expect(failed.map(({ title }) => title.split(' ', 1)[0])).toEqual(['[1]', '[2]']);
});

test('a documented curl command is read as curl reads it', () => {
  const { method, url, headers, body } = readCurl(`curl -X POST https://<domain>/a?b=c \\
  -H "Content-Type: application/json" \\
  -H 'x-quote: "a"' \\
  -d '{
    "phone": "+905551234567"
  }'`);
  expect([method, url, body]).toEqual([
    ...['POST', 'https://<domain>/a?b=c'],
    '{\n    "phone": "+905551234567"\n  }',
  ]);
  expect([...headers]).toEqual([
    ['content-type', 'application/json'],
    ['x-quote', '"a"'],
  ]);
  expect(readCurl('curl https://<domain>/').method).toBe('GET');
  expect(() => readCurl('curl --insecure x https://<domain>/')).toThrow('--insecure');
  expect(() => readCurl('wget https://<domain>/')).toThrow('no curl command');
});
