/** Somebody changes a number's webhooks at Twilio: the operator hears of it once an hour, from one node, whoever looks. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OwnedNumber } from '../../src/numbers/index.ts';
import { createBell } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Log } from '../../src/platform/log.ts';
import { startRunner } from '../../src/platform/queue/index.ts';
import { createTwilio, createWebhookUrls } from '../../src/providers/twilio/index.ts';
import { instantPace, startSimulator } from '../../src/simulator/index.ts';
import { createAlarm } from '../../src/tasks/alarm.ts';
import { askForWatch, watchWebhooks } from '../../src/tasks/watch-webhooks.ts';
import { parsePhone } from '../../src/values/phone.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { catchLog, type LogCatcher } from '../support/log-catcher.ts';
import { type TurnedClock, turnedClock } from '../support/turned-clock.ts';
import { until } from '../support/until.ts';

const HOUR = 60 * 60_000;
const OURS = parsePhone('+447700900391');
if (!OURS) throw new Error('a reserved number is a phone number');
const { number: webhooks } = createWebhookUrls({
  publicBaseUrl: 'https://jobrun.test',
  webhookToken: 'the-shared-token',
});
let db: TestDatabase;
let clock: TurnedClock;
let caught: LogCatcher;
let account: OwnedNumber[];

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO phone_numbers (phone_e164) VALUES (${OURS})`;
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
  clock = turnedClock();
  caught = catchLog();
  account = [{ sid: 'PN1', phoneE164: OURS, ...webhooks }];
});

const landlord = { listNumbers: async () => account, setWebhooks: async () => {} };
const waiting = () => db.sql<{ run_at: Date }[]>`
  SELECT run_at FROM graphile_worker.jobs WHERE task_identifier = 'watch_webhooks'`;
const alarmInto = (log: Log) =>
  createAlarm({ ring: createBell({ sql: db.engine, clock, log, newId, hasWebhook: false }), clock, log });
function watcher(from: typeof landlord = landlord) {
  const alarm = alarmInto(caught.log);
  return () => watchWebhooks({ sql: db.engine, clock, log: caught.log, landlord: from, webhooks, alarm });
}
const rung = () => caught.records('alert').map(({ msg, astray, missing }) => [msg, astray, missing]);

test('it rings when a number points elsewhere or is gone, and says when that is over; no URL is in the log', async () => {
  const watch = watcher();
  await watch();
  expect(rung()).toEqual([]);
  account = [{ sid: 'PN1', phoneE164: OURS, ...webhooks, voiceUrl: 'https://elsewhere.test/voice' }];
  await watch();
  expect(rung()).toEqual([['alert', [{ phoneE164: OURS, wrong: ['voiceUrl'] }], []]]);
  clock.turn(HOUR - 1);
  await watch();
  expect(rung()).toHaveLength(1);
  clock.turn(1);
  account = [];
  await watch();
  expect(rung()[1]).toEqual(['alert', [], [OURS]]);
  account = [{ sid: 'PN1', phoneE164: OURS, ...webhooks }];
  await watch();
  expect(rung()[2]?.[0]).toBe('alert.over');
  expect(caught.text()).not.toContain('the-shared-token');
});

test('the next look is an hour later; nodes that start meanwhile neither bring it forward nor put it off', async () => {
  const start = clock.now().getTime();
  await Promise.all([1, 2, 3].map(() => askForWatch(db.engine, clock.now())));
  expect((await waiting()).map(({ run_at }) => run_at.getTime() - start)).toEqual([HOUR / 12]);
  clock.turn(60_000);
  await askForWatch(db.engine, clock.now());
  expect((await waiting()).map(({ run_at }) => run_at.getTime() - start)).toEqual([HOUR / 12]);
  await watcher()();
  await askForWatch(db.engine, clock.now());
  expect((await waiting()).map(({ run_at }) => run_at.getTime() - start)).toEqual([60_000 + HOUR]);
});

test('while Twilio is away nothing rings, and it is looked again', async () => {
  const away = () => Promise.reject(new Error('Twilio answered 503'));
  await watcher({ ...landlord, listNumbers: away })();
  expect(rung()).toEqual([]);
  expect(caught.records('numbers.webhooks_not_checked')).toHaveLength(1);
  expect(await waiting()).toHaveLength(1);
});

test('as a task of the queue, with the engine’s rights, against a Twilio that was set up otherwise', async () => {
  const simulator = await startSimulator({
    twilio: { accountSid: 'AC1', authToken: 'token' },
    stripe: { secretKey: 'sk', webhookSecret: 'whsec' },
    numbers: [{ phoneE164: OURS, smsUrl: 'https://elsewhere.test/sms' }],
    pace: instantPace,
  });
  const twilio = createTwilio({
    ...{ accountSid: 'AC1', authToken: 'token', apiBaseUrl: simulator.url },
    ...{ callbackUrl: () => 'https://jobrun.test', random: () => 0 },
  });
  const alarm = alarmInto(caught.log);
  const runner = await startRunner({
    ...{ url: db.url, sql: db.engine, concurrency: 1, log: caught.log },
    tasks: {
      watch_webhooks: () =>
        watchWebhooks({
          ...{ sql: db.engine, clock: { now: () => new Date() }, log: caught.log },
          ...{ landlord: twilio.numbers, webhooks, alarm },
        }),
    },
  });
  await askForWatch(db.engine, new Date(Date.now() - HOUR));
  await until(() => rung().length > 0);
  expect(rung()).toEqual([
    ['alert', [{ phoneE164: OURS, wrong: ['smsUrl', 'voiceUrl', 'statusCallback'] }], []],
  ]);
  await until(async () => (await waiting()).some(({ run_at }) => run_at.getTime() > Date.now()));
  await runner.stop();
  await simulator.close();
});
