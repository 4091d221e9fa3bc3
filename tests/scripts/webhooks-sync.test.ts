/** `npm run webhooks:sync` against the simulated account: drift is named, repaired, and gone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { createTwilio } from '../../src/providers/twilio/index.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

/** 90 s: each command is a process of its own, and there are six. */
const LONG = 90_000;
const [WHOLE, ASTRAY, MISSING, RETIRED] = [
  '+447700900461',
  '+447700900462',
  '+447700900463',
  '+447700900464',
];
const twilio = { accountSid: 'AC00000000000000000000000000000001', authToken: 'simulated' };
let db: TestDatabase;
let simulator: Simulator;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO phone_numbers (phone_e164) SELECT unnest(${[WHOLE, ASTRAY]}::text[])`;
  await db.sql`INSERT INTO phone_numbers (phone_e164, status) VALUES (${RETIRED}, 'RETIRED')`;
  simulator = await startSimulator({
    ...{ port: 0, twilio },
    stripe: {
      secretKey: 'sk_test_simulated',
      webhookSecret: 'whsec_simulated',
      webhookUrl: 'http://127.0.0.1:9',
    },
    numbers: [WHOLE, ASTRAY, RETIRED].map((phoneE164) => ({ phoneE164 })),
  });
});
afterAll(async () => {
  await simulator?.close();
  await db?.drop();
});

const sync = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await runScript('webhooks-sync', {
    args,
    env: {
      ...{ DATABASE_URL: db.url, TWILIO_ACCOUNT_SID: twilio.accountSid, TWILIO_AUTH_TOKEN: twilio.authToken },
      ...{ TWILIO_API_BASE_URL: simulator.url, TWILIO_WEBHOOK_AUTH_TOKEN: 'the-shared-token' },
      PUBLIC_BASE_URL: 'https://jobrun.example',
    },
  });
  expect(stdout + stderr).not.toContain('the-shared-token');
  return { exitCode, stdout, stderr };
};

/** Somebody with the account's console. */
function openConsole() {
  return createTwilio({
    ...twilio,
    ...{
      apiBaseUrl: simulator.url,
      callbackUrl: () => 'https://jobrun.example/receipts',
      random: Math.random,
    },
  }).numbers;
}

test('drift is named, set right, and gone', { timeout: LONG }, async () => {
  expect(await sync()).toEqual({
    ...{ exitCode: 0, stderr: '' },
    stdout: `${WHOLE}  smsUrl, voiceUrl, statusCallback differ\n${ASTRAY}  smsUrl, voiceUrl, statusCallback differ\nSet the URLs of 2 numbers.\n`,
  });
  expect(await sync('--check')).toEqual({ exitCode: 0, stdout: 'Every number points here.\n', stderr: '' });

  const numbers = await openConsole().listNumbers();
  const astray = numbers.find(({ phoneE164 }) => phoneE164 === ASTRAY);
  const { smsUrl, statusCallback } = astray ?? {};
  if (!astray || !smsUrl || !statusCallback) throw new Error('the number was not set up');
  expect(smsUrl).toContain('webhook_token=the-shared-token');
  await openConsole().setWebhooks(astray.sid, {
    smsUrl,
    statusCallback,
    voiceUrl: 'https://elsewhere.example/voice',
  });

  const drifted = {
    exitCode: 1,
    stdout: `${ASTRAY}  voiceUrl differ\n`,
    stderr: 'The numbers at Twilio have drifted.\n',
  };
  expect(await sync('--check')).toEqual(drifted);
  // Looking changed nothing.
  expect(await sync('--check')).toEqual(drifted);
  expect(await sync()).toEqual({
    exitCode: 0,
    stdout: `${ASTRAY}  voiceUrl differ\nSet the URLs of 1 numbers.\n`,
    stderr: '',
  });
  expect(await sync()).toEqual({ exitCode: 0, stdout: 'Set the URLs of 0 numbers.\n', stderr: '' });
});

test('a number that the account does not have is named, and cannot be set right', {
  timeout: LONG,
}, async () => {
  await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES (${MISSING})`;
  expect(await sync('--check')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining(`${MISSING}  not in the Twilio account\n`),
  });
  expect(await sync()).toMatchObject({
    exitCode: 1,
    stderr: 'Some numbers are not in the Twilio account.\n',
  });
});
