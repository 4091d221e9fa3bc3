/** `npm run timeline`: the whole story of one phone, as it was really played through the service. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { ONBOARDING_NUMBER, openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { readSince } from '../../scripts/timeline/since.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

/** 60 s: each run is a process of its own. */
const LONG = 60_000;
const OWNER = '+447700900981';
let db: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO phone_numbers (phone_e164) SELECT unnest(${POOL_NUMBERS}::text[])`;
  stage = await openStage({ databaseUrl: db.url });
  await stage.connectNumbers();
  await play();
}, LONG);
afterAll(async () => {
  await stage?.close();
  await db?.drop();
});

/** An owner signs up and pays; calls another business, which is missed; and says STOP there. */
async function play(): Promise<void> {
  const owner = stage.simulator.network.phone(OWNER);
  const says = async (text: string, answer: RegExp) => {
    owner.text(ONBOARDING_NUMBER, text);
    return owner.waitForText(answer, { from: ONBOARDING_NUMBER, timeoutMs: 5_000 });
  };
  await says('Plumber from London', /business name|called/i);
  await says('ABC Plumbing', /your name/i);
  await says('John Smith', /SMS/);
  await says('SMS', /READY/);
  const payment = await says('YES', /£29\/month/);
  await fetch(/http\S+\/pay\/\S+/.exec(payment.body)?.[0] ?? '', { redirect: 'manual' });
  stage.simulator.stripe.pay(stage.simulator.stripe.sessions()[0]?.id ?? '');
  await owner.waitForText(/1.*iPhone/s, { timeoutMs: 5_000 });
  const other = POOL_NUMBERS[5] ?? '';
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, payment_active, twilio_number, onboarded_at)
    VALUES ('bright', 'Bright Sparks', '+447700900982', '+447700900982', true, ${other}, now())`;
  await db.sql`UPDATE phone_numbers SET org_id = 'bright', status = 'ASSIGNED' WHERE phone_e164 = ${other}`;
  owner.call(other);
  await owner.waitForText(/Bright Sparks/, { from: other, timeoutMs: 5_000 });
  owner.text(other, 'STOP');
  await until(async () => (await db.sql`SELECT FROM consent_ledger WHERE phone = ${OWNER}`).length > 0);
  await until(
    async () =>
      (
        await db.sql`SELECT FROM messages WHERE their_number = ${OWNER} AND direction = 'outbound' AND status <> 'delivered'`
      ).length === 0,
  );
  await stage.services.close();
}

const timeline = (...args: string[]) => runScript('timeline', { args, env: { DATABASE_URL: db.url } });

test('as owner of one business and caller of another: texts, payment, steps, call, consent, in order', {
  timeout: LONG,
}, async () => {
  const { stdout, stderr, exitCode } = await timeline('07700 900981');
  expect([stderr, exitCode]).toEqual(['', 0]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^\+447700900981: \d+ entries, times in UTC$/);
  const story = [
    /text in +owner of ABC Plumbing +to \+447476955179 "Plumber from London"/,
    /text out +owner of ABC Plumbing +from \+447476955179 ".*" → delivered/,
    /moved +owner of ABC Plumbing +onboarding: S4_NOTIFICATION_PREF → S5_CONFIRM_LIVE on OWNER_TEXTED/,
    /text in +owner of ABC Plumbing +to \+447476955179 "YES"/,
    /moved +owner of ABC Plumbing +onboarding: S5_CONFIRM_LIVE → S6_PHONE_TYPE on NUMBER_ALLOCATED/,
    /call +caller of Bright Sparks +to \+44711111111\d → /,
    /moved +caller of Bright Sparks +enquiry: /,
    /text in +caller of Bright Sparks +to \+44711111111\d "STOP"/,
  ];
  const places = story.map((one) => lines.findIndex((line) => one.test(line)));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(stdout).toMatch(/payment +owner of ABC Plumbing +payment became active/);
  expect(stdout).toMatch(/consent +caller of Bright Sparks +opt_out of sms \(text\) for org:bright "STOP"/);
  expect(stdout).toMatch(/exchange .*twilio POST Messages.json → 201 in \d+ ms/);
  expect(stdout).toMatch(/timer +owner of ABC Plumbing +onboarding: /);
  expect(stdout).toMatch(/event .*stripe machine → /);
  const times = lines.slice(1).map((line) => line.slice(0, 23));
  expect(times).toEqual([...times].sort());
});

test('every spelling is the same phone; JSON is one object a line; --since cuts; zones turn the clock', {
  timeout: LONG,
}, async () => {
  const [one, other, zoned, none] = await Promise.all([
    timeline('447700900981', '--json'),
    timeline('+44 7700 900 981', '--json', '--since', '1d'),
    timeline(OWNER, '--zone', 'Asia/Kolkata'),
    timeline(OWNER, '--since', '2999-01-01'),
  ]);
  const entries = one.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { at: string; kind: string });
  const settled = (text: string) => text.split('\n').filter((line) => !line.includes('"timer"'));
  expect(settled(other.stdout)).toEqual(settled(one.stdout));
  const first = new Date(entries[0]?.at ?? '');
  const there = new Date(first.getTime() + 5.5 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  expect(zoned.stdout.split('\n')[1]).toContain(there);
  expect(none.stdout).toBe(`Nothing is known of ${OWNER}.\n`);
});

test('what is no phone, no time and no zone is said so', { timeout: LONG }, async () => {
  const wrong = await Promise.all([
    timeline('12'),
    timeline(OWNER, '--since', 'yesterday'),
    timeline(OWNER, '--zone', 'Mars'),
  ]);
  expect(wrong.map(({ stderr, exitCode }) => [stderr, exitCode])).toEqual([
    ['"12" is not a phone number.\n', 1],
    ['--since "yesterday" is no time.\n', 1],
    ['--zone "Mars" is no time zone.\n', 1],
  ]);
});

test('since: a moment with its zone, a day in UTC, or so long ago', () => {
  const now = new Date('2026-11-20T12:00:00.000Z');
  expect(readSince('2h', now)?.toISOString()).toBe('2026-11-20T10:00:00.000Z');
  expect(readSince('2026-11-01', now)?.toISOString()).toBe('2026-11-01T00:00:00.000Z');
  expect(readSince('2026-11-01T08:00+01:00', now)?.toISOString()).toBe('2026-11-01T07:00:00.000Z');
  for (const wrong of ['2026-11-01T08:00', '2026-13-01', 'h', '', '5'])
    expect(readSince(wrong, now)).toBeNull();
});
