/** `npm run doctor`: an operator learns what is wrong and what to do about it; nothing wrong is exit 0. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { ONBOARDING_NUMBER } from '../../scripts/support/stage.ts';
import { instantPace, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { AUTH_TOKEN } from '../support/doors.ts';
import { completeEnv } from '../support/process.ts';

/** 60 s: each run is a process of its own. */
const LONG = 60_000;
let db: TestDatabase;
let simulator: Simulator;
beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, role, voice_mode, status) VALUES (${ONBOARDING_NUMBER}, 'ONBOARDING', 'onboarding', 'ASSIGNED')`;
  simulator = await startSimulator({
    twilio: { accountSid: 'AC00000000000000000000000000000001', authToken: AUTH_TOKEN },
    stripe: { secretKey: 'sk_test_of_the_process', webhookSecret: 'whsec_of_the_process' },
    numbers: [{ phoneE164: ONBOARDING_NUMBER }],
    pace: instantPace,
  });
});
afterAll(async () => {
  await simulator?.close();
  await db?.drop();
});

const healthy = () => ({
  ...completeEnv(db.url),
  TWILIO_API_BASE_URL: simulator.url,
  POOL_LOW_WATER: '0',
  SPOOL_DIR: '/tmp/jobrun-doctor-nowhere',
});
const doctor = (env: Record<string, string>, ...args: string[]) => runScript('doctor', { args, env });

test('a number that points elsewhere is found, and after it is set right all is well', {
  timeout: LONG,
}, async () => {
  const astray = await doctor(healthy());
  expect(astray.exitCode).toBe(1);
  expect(astray.stdout).toMatch(/^ERROR +webhook_drift +1 case$/m);
  expect(astray.stdout).toContain('→ npm run webhooks:sync');
  expect((await runScript('webhooks-sync', { env: healthy() })).exitCode).toBe(0);
  const well = await doctor(healthy());
  expect(well.stdout).toMatch(/^ok +stranded_conversations$/m);
  expect(well.stdout).toMatch(/All is well: \d\d checks\.\n$/);
  expect([well.exitCode, well.stderr]).toEqual([0, '']);
});

test('as JSON, with what is wrong in environment and pool; no secret in it', { timeout: LONG }, async () => {
  await db.sql`INSERT INTO phone_numbers (phone_e164, status) VALUES ('+447700900971', 'ASSIGNED')`;
  const { STRIPE_SECRET_KEY: _missing, ...env } = healthy();
  const { exitCode, stdout } = await doctor(env, '--json', '--offline');
  expect(exitCode).toBe(1);
  const { examined } = JSON.parse(stdout) as {
    examined: { check: string; findings: { severity: string; examples?: string[]; remedy: string }[] }[];
  };
  const found = examined.filter(({ findings }) => findings.length > 0);
  expect(found.map(({ check }) => check)).toEqual(['configuration', 'pool_disagrees']);
  expect(found[0]?.findings[0]?.examples).toEqual(['STRIPE_SECRET_KEY is missing']);
  expect(examined.map(({ check }) => check)).not.toContain('webhook_drift');
  expect(stdout).not.toContain(AUTH_TOKEN);
});

test('a database that is away is one finding, and its password is not told', { timeout: LONG }, async () => {
  const env = { ...healthy(), DATABASE_URL: 'postgres://jobrun:hunter2@127.0.0.1:9/jobrun' };
  const { exitCode, stdout, stderr } = await doctor(env);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^ERROR +database +1 case\n +The database cannot be reached \(ECONNREFUSED\)\./m);
  expect(stdout).not.toContain('pool_low');
  expect(stdout + stderr).not.toContain('hunter2');
});

test('a database of an older version is told to migrate before anything else', {
  timeout: LONG,
}, async () => {
  const older = await cloneDatabase();
  try {
    await older.sql`DELETE FROM drizzle.__drizzle_migrations WHERE id > 5`;
    const { exitCode, stdout } = await doctor({ ...healthy(), DATABASE_URL: older.url });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ERROR +migrations.*→ npm run db:migrate/s);
    expect(stdout).not.toContain('clock_skew');
  } finally {
    await older.drop();
  }
});
