/** `npm run env:check` and `npm run webhooks:print`: they name what is wrong and show no secret. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { databaseUrlProblems } from '../../scripts/support/database-url.ts';
import { runScript } from '../../scripts/support/run-script.ts';

const complete = {
  PUBLIC_BASE_URL: 'https://jobrun.example',
  ONBOARDING_NUMBER: '+447700900001',
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
  TWILIO_AUTH_TOKEN: 'hunter2-auth',
  STRIPE_SECRET_KEY: 'sk_test_hunter2',
  STRIPE_WEBHOOK_SECRET: 'whsec_hunter2',
  STRIPE_PRICE_ID: 'price_hunter2',
};

test('a complete environment passes', async () => {
  const run = await runScript('env-check', { env: complete });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/^The environment is complete: 7 of \d+ variables set\.\n$/);
});

test('everything that is wrong with a file is named, and no value of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jobrun-env-'));
  const file = join(folder, 'production.env');
  const { TWILIO_AUTH_TOKEN: _, ...rest } = complete;
  const written = {
    ...rest,
    NODE_ENV: 'production',
    PORT: 'hunter2',
    TWILIO_WEBHOOK_AUTH_TOKN: 'hunter2',
    DATABASE_URL: 'postgres://jobrun:hunter2@db.example/jobrun',
    DIRECT_DATABASE_URL: 'postgres://jobrun:hunter2@db-pooler.example/jobrun?sslmode=require',
  };
  await writeFile(
    file,
    Object.entries(written)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const run = await runScript('env-check', { args: ['--env-file', file] });
  await rm(folder, { recursive: true });
  expect(run.exitCode).toBe(1);
  for (const named of [
    'PORT: ',
    'TWILIO_AUTH_TOKEN is missing',
    'TWILIO_WEBHOOK_AUTH_TOKEN is missing',
    'DATABASE_URL misses sslmode=require',
    'DIRECT_DATABASE_URL uses the pooler host',
    'DATABASE_URL and DIRECT_DATABASE_URL are swapped',
  ]) {
    expect(run.stderr).toContain(`  - ${named}`);
  }
  expect(run.stdout).toBe('note: TWILIO_WEBHOOK_AUTH_TOKN is not read by the service\n');
  expect(run.stderr).not.toMatch(/hunter2|example/);
});

const direct = 'postgres://jobrun:pw@ep-plain-1.neon.example/jobrun?sslmode=require';
const pooled = 'postgres://jobrun:pw@ep-plain-1-pooler.neon.example/jobrun?sslmode=require';

test.each([
  ['nothing set', {}, []],
  ['a local server', { DATABASE_URL: 'postgres://jobrun:pw@localhost:5432/jobrun' }, []],
  ['pooler and database', { DATABASE_URL: pooled, DIRECT_DATABASE_URL: direct }, []],
  ['one direct URL', { DATABASE_URL: direct }, []],
  ['a stricter sslmode', { DATABASE_URL: direct.replace('=require', '=verify-full') }, []],
  [
    'a weaker sslmode',
    { DATABASE_URL: direct.replace('=require', '=prefer') },
    [/^DATABASE_URL misses sslmode/],
  ],
  [
    'no sslmode',
    { DIRECT_DATABASE_URL: 'postgres://db.example/jobrun' },
    [/^DIRECT_DATABASE_URL misses sslmode/],
  ],
  ['a pooler alone', { DATABASE_URL: pooled }, [/^DIRECT_DATABASE_URL is missing/]],
  [
    'two poolers',
    { DATABASE_URL: pooled, DIRECT_DATABASE_URL: pooled },
    [/^DIRECT_DATABASE_URL uses the pooler/],
  ],
  [
    'swapped',
    { DATABASE_URL: direct, DIRECT_DATABASE_URL: pooled },
    [/^DIRECT_DATABASE_URL uses the pooler/, /are swapped/],
  ],
  ['no URL at all', { DATABASE_URL: 'postgres://[' }, [/^DATABASE_URL is not a URL$/]],
])('database URLs, %s', (_name, env, expected) => {
  const problems = databaseUrlProblems(env);
  expect(problems).toHaveLength(expected.length);
  expected.forEach((pattern, at) => {
    expect(problems[at]).toMatch(pattern);
  });
});

test('the webhook URLs are printed without the token unless it is asked for', async () => {
  const env = {
    PUBLIC_BASE_URL: 'https://jobrun.example/',
    TWILIO_WEBHOOK_AUTH_TOKEN: 'new-token, old-token',
  };
  const [redacted, shown] = await Promise.all([
    runScript('webhooks-print', { env }),
    runScript('webhooks-print', { env, args: ['--show-token'] }),
  ]);
  const urls = (text: string) => text.match(/https:\S+/g);
  const paths = ['voice', 'status', 'sms'];
  const expected = (token: string) =>
    paths.map((path) => `https://jobrun.example/api/twilio/${path}?webhook_token=${token}#rc=3&rp=all`);
  expect(urls(redacted.stdout)).toEqual(expected('REDACTED'));
  expect(redacted.stdout + redacted.stderr).not.toMatch(/new-token|old-token/);
  expect(urls(shown.stdout)).toEqual(expected('new-token'));
});
