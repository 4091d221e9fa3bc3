/** The process itself: it starts fast or says why not, and goes in an orderly way in the middle of traffic. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instantPace, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import {
  AUTH_TOKEN,
  formOf,
  PUBLIC_BASE_URL,
  SMS_DOOR,
  signatureOf,
  WEBHOOK_TOKENS,
} from '../support/doors.ts';
import { newSid, ONBOARDING_NUMBER } from '../support/engine.ts';
import { completeEnv, startProcess } from '../support/process.ts';
import { until } from '../support/until.ts';
import { wireTo } from '../support/wire.ts';

const PATH = `${SMS_DOOR}?webhook_token=${WEBHOOK_TOKENS[0]}`;
let db: TestDatabase;
let simulator: Simulator;

beforeAll(async () => {
  db = await cloneDatabase();
  simulator = await startSimulator({
    twilio: { accountSid: 'AC00000000000000000000000000000001', authToken: AUTH_TOKEN },
    stripe: { secretKey: 'sk_test_of_the_process', webhookSecret: 'whsec_of_the_process' },
    numbers: [{ phoneE164: ONBOARDING_NUMBER }],
    pace: instantPace,
    // Receipts go to nobody, and no name is looked up for them.
    targets: { publicBaseUrl: PUBLIC_BASE_URL, nodes: [] },
  });
});
afterAll(async () => {
  await simulator?.close();
  await db?.drop();
});

/** Texts one after the other, as one connection of Twilio's would, until the service is gone. Collects what was answered 2xx. */
async function textUntilGone(url: string, from: string, answered: string[]): Promise<void> {
  for (;;) {
    const sid = newSid();
    const body = formOf({ MessageSid: sid, From: from, To: ONBOARDING_NUMBER, Body: 'Plumber from London' });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(PATH, body),
    };
    const response = await fetch(`${url}${PATH}`, { method: 'POST', body, headers }).catch(() => null);
    if (!response) return;
    await response.text().catch(() => '');
    if (response.ok) answered.push(sid);
  }
}

async function textOnce(url: string, from: string, text: string): Promise<number> {
  const body = formOf({ MessageSid: newSid(), From: from, To: ONBOARDING_NUMBER, Body: text });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signatureOf(PATH, body),
  };
  return (await fetch(`${url}${PATH}`, { method: 'POST', body, headers })).status;
}

test('SIGTERM in the middle of traffic: it exits with 0, says no error, and has stored every text that it answered', async () => {
  const startedAt = performance.now();
  const service = await startProcess({
    ...completeEnv(db.url),
    TWILIO_API_BASE_URL: simulator.url,
    STRIPE_API_BASE_URL: simulator.url,
    SMS_SEGMENTS_PER_SECOND: '1000',
  });
  try {
    const url = await service.ready();
    console.info(`from the start of the process to /readyz: ${Math.round(performance.now() - startedAt)} ms`);
    const answered: string[] = [];
    const traffic = Promise.all(
      Array.from({ length: 8 }, (_, n) => textUntilGone(url, `+44770090095${n}`, answered)),
    );
    while (answered.length < 100) await new Promise((resolve) => setImmediate(resolve));
    const toldAt = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(performance.now() - toldAt).toBeLessThan(10_000);
    await traffic;
    expect(service.output()).toContain('service.stopped');
    expect(
      service
        .output()
        .split('\n')
        .filter((line) => line.includes('"level":"error"')),
    ).toEqual([]);
    const rows = await db.sql<{ id: string }[]>`
      SELECT provider_event_id AS id FROM inbound_events WHERE provider_event_id = ANY(${answered}) AND status = 'handled'`;
    expect(rows).toHaveLength(answered.length);
    for (const secret of [
      AUTH_TOKEN,
      WEBHOOK_TOKENS[0],
      'sk_test_of_the_process',
      new URL(db.url).password,
    ]) {
      expect(service.output()).not.toContain(secret);
    }
  } finally {
    await service.close();
  }
}, 60_000);

test('the database goes away under it and comes back: it lives on, and keeps its promises again', async () => {
  const wire = await wireTo(db.url);
  const service = await startProcess({
    ...completeEnv(wire.url),
    SMS_SEGMENTS_PER_SECOND: '1000',
    TWILIO_API_BASE_URL: simulator.url,
    STRIPE_API_BASE_URL: simulator.url,
  });
  try {
    const url = await service.ready();
    const owner = '+447700900971';
    expect(await textOnce(url, owner, 'Plumber from London')).toBe(200);
    const received = (count: number) =>
      simulator.waitFor(() => simulator.network.messages().filter(({ to }) => to === owner).length >= count, {
        timeoutMs: 20_000,
      });
    await received(1);
    await wire.cut();
    for (const body of ['ABC Plumbing', 'John Smith']) expect(await textOnce(url, owner, body)).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    // Long enough for the queue to notice and to try again and again: nothing may give up for good.
    await until(() => (service.output().match(/again/g) ?? []).length >= 4);
    await wire.mend();
    await received(3);
    expect(service.child.exitCode).toBeNull();
    service.child.kill('SIGTERM');
    expect(await service.exited).toBe(0);
  } finally {
    await service.close();
    await wire.close();
  }
}, 60_000);

test('a wrong configuration: it exits with 1 and names everything that is wrong, and no value', async () => {
  const service = await startProcess({
    ...completeEnv('mysql://secret-user:secret-password@db'),
    PORT: 'eighty',
    TWILIO_AUTH_TOKEN: '',
    ONBOARDING_NUMBER: '07476 955179',
    STRIPE_SECRET_KEY: '',
  });
  expect(await service.exited).toBe(1);
  for (const name of [
    'DATABASE_URL',
    'PORT',
    'TWILIO_AUTH_TOKEN',
    'ONBOARDING_NUMBER',
    'STRIPE_SECRET_KEY',
  ]) {
    expect(service.output()).toContain(`- ${name}`);
  }
  expect(service.output()).not.toMatch(/secret-|eighty|07476/);
  await service.close();
});

test('a database that is not there at the start: it exits with 1 and says so', async () => {
  const service = await startProcess(completeEnv('postgres://nobody:secret-password@127.0.0.1:1/nowhere'));
  expect(await service.exited).toBe(1);
  expect(service.output()).toContain('ECONNREFUSED');
  expect(service.output()).not.toContain('secret-password');
  await service.close();
}, 40_000);
