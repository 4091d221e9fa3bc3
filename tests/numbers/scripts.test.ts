/** The scripts of the pool, run as an operator runs them: exit codes, and what stands on which stream. */
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { monitoringQueries } from '../../scripts/support/monitoring-queries.ts';
import { runScript } from '../../scripts/support/run-script.ts';
import { createTwilio } from '../../src/providers/twilio/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { statementsOf } from '../runbook/statements.ts';
import { cloneDatabase } from '../support/database.ts';
import { addNumbers, addOrganizations, clear, reserved } from './organizations.ts';

// Each run of a script is a process that loads all its packages: a second, several on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const db = await cloneDatabase();
afterAll(() => db.drop());
beforeEach(() => clear(db.sql));

const inPool = () => db.sql`SELECT phone_e164 FROM phone_numbers ORDER BY seeded_order`;

/** Scripts see this database and nothing else of ours. */
const script = (name: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  runScript(name, { args, env: { DATABASE_URL: db.url, ...env } });

describe('seed:pool', () => {
  test('adds the numbers, and the second time none', async () => {
    const env = { TWILIO_POOL_NUMBERS: '+447111111111,+447111111112' };
    const first = await script('seed-twilio-pool', [], env);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toContain('Added 2 numbers to the pool; 0 were there already.');
    const second = await script('seed-twilio-pool', [], env);
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toContain('Added 0 numbers to the pool; 2 were there already.');
    expect(await inPool()).toEqual([{ phone_e164: '+447111111111' }, { phone_e164: '+447111111112' }]);
  });

  test('a bad number ends it with 1, is named, and nothing is added', async () => {
    const env = { TWILIO_POOL_NUMBERS: '+447111111111,+44banana,+447111111112' };
    const { exitCode, stdout, stderr } = await script('seed-twilio-pool', [], env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('Not phone numbers: "+44banana". Nothing was added.\n');
    expect(await inPool()).toEqual([]);
  });

  test('an empty list ends it with 1', async () => {
    expect(await script('seed-twilio-pool')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('TWILIO_POOL_NUMBERS is empty'),
    });
  });

  test('--verify asks Twilio first and sets the webhook URLs afterwards', async () => {
    const twilio = { accountSid: 'AC00000000000000000000000000000001', authToken: 'simulated' };
    const simulator = await startSimulator({
      port: 0,
      twilio,
      stripe: {
        secretKey: 'sk_test_simulated',
        webhookSecret: 'whsec_simulated',
        webhookUrl: 'http://127.0.0.1:9',
      },
      numbers: [reserved(1), reserved(2)].map((phoneE164) => ({ phoneE164 })),
    });
    try {
      const env = {
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_API_BASE_URL: simulator.url,
        TWILIO_WEBHOOK_AUTH_TOKEN: 'shared',
        PUBLIC_BASE_URL: 'https://jobrun.example',
      };
      const stranger = await script('seed-twilio-pool', ['--verify'], {
        ...env,
        TWILIO_POOL_NUMBERS: `${reserved(1)},${reserved(9)}`,
      });
      expect(stranger).toMatchObject({
        exitCode: 1,
        stderr: `The Twilio account does not own ${reserved(9)}. Nothing was added.\n`,
      });
      expect(await inPool()).toEqual([]);
      const ours = await script('seed-twilio-pool', ['--verify'], {
        ...env,
        TWILIO_POOL_NUMBERS: reserved(1),
      });
      expect(ours).toMatchObject({ exitCode: 0, stderr: '' });
      const account = createTwilio({
        ...twilio,
        apiBaseUrl: simulator.url,
        callbackUrl: () => 'https://jobrun.example',
        random: () => 0,
      });
      const [pointed, untouched] = [reserved(1), reserved(2)].map(async (phone) =>
        (await account.numbers.listNumbers()).find(({ phoneE164 }) => phoneE164 === phone),
      );
      expect((await pointed)?.smsUrl).toMatch(
        /^https:\/\/jobrun\.example\/api\/twilio\/sms\?webhook_token=shared/,
      );
      expect((await untouched)?.smsUrl ?? '').not.toContain('jobrun.example');
      expect(ours.stdout).not.toContain('shared');
    } finally {
      await simulator.close();
    }
  });
});

describe('pool:allocate', () => {
  test('prints one JSON result a line and nothing else; the log is on standard error', async () => {
    await addOrganizations(db.sql, ['ada', 'ben', 'cleo']);
    await addNumbers(db.sql, 2);
    const { exitCode, stdout, stderr } = await script('pool-allocate', ['ada', 'ben', 'cleo', 'nobody']);
    expect(exitCode).toBe(0);
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { clientId: string; reason: string });
    expect(results.map(({ clientId }) => clientId)).toEqual(['ada', 'ben', 'cleo', 'nobody']);
    expect(results.map(({ reason }) => reason).sort()).toEqual([
      'ALLOCATED',
      'ALLOCATED',
      'CLIENT_NOT_FOUND',
      'POOL_EMPTY',
    ]);
    expect(stderr).toContain('📞 [POOL] Allocating Twilio number\n   Client ID: ada\n');
    expect(stderr.match(/✅ \[POOL\] Number assigned successfully/g)).toHaveLength(2);
  });

  test('ends with 1 when the database cannot be asked', async () => {
    const { exitCode, stdout } = await runScript('pool-allocate', {
      args: ['ada'],
      env: { DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });
});

describe('pool:status', () => {
  test('runs the four queries of the plan, as they are written there', () => {
    expect(monitoringQueries.map(({ text }) => text)).toEqual(
      monitoringQueries.flatMap(({ title }) => statementsOf(`Monitoring Queries / ${title}`)),
    );
    expect(monitoringQueries).toHaveLength(4);
  });

  test('shows them with health, waiting list and disagreements', async () => {
    await addOrganizations(db.sql, ['ada', 'ben']);
    await addNumbers(db.sql, 1);
    await script('pool-allocate', ['ada']);
    await db.sql`UPDATE organizations SET waiting_since = now() - interval '25 hours' WHERE id = 'ben'`;
    await db.sql`UPDATE phone_numbers SET org_id = 'dummy-client'`;
    const { exitCode, stdout, stderr } = await script('pool-status');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/ASSIGNED \| 1 {5}\| 100\.00/);
    expect(stdout).toContain('LOW: fewer than 3 numbers are free');
    expect(stdout).toContain('LATE: 1 have waited for more than 24 hours');
    expect(stdout).toMatch(/names_another_organization \| \+447700900000 \| dummy-client \| ada/);
  });
});

test('number:release takes the number, says until when it rests, and refuses a second time', async () => {
  await addOrganizations(db.sql, ['ada']);
  await addNumbers(db.sql, 1);
  await script('pool-allocate', ['ada']);
  const first = await script('number-release', ['ada']);
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first.stdout).toMatch(/^\+447700900000 was taken from ada and rests until \d{4}-/);
  expect(await script('number-release', ['ada'])).toMatchObject({
    exitCode: 1,
    stderr: 'ada has no number\n',
  });
});
