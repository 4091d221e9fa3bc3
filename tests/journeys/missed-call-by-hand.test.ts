/** A missed call by hand, in a real browser: the owner's phone and the caller's side by side on the phone page. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { openBrowser } from '../simulator/support/browser.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const BUSINESS = POOL_NUMBERS[0] ?? '';
const OWNER = '+447700900201';
const ANNA = '+447700900202';
const BOB = '+447700900203';
let db: TestDatabase;
let stage: Stage;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let troubles: string[];
/** What somebody on the phone waits for with a finger on the next button. */
let awaited = /^$/;

/** Time passes in no time, but stands still while a phone rings or the awaited words are the last that were heard. */
const pace = {
  sentMs: 0,
  deliveredMs: 0,
  get secondMs() {
    const calls = stage.simulator.network.phones().flatMap((one) => one.calls);
    const isWaitedFor = calls.some(
      ({ status, heard }) =>
        status === 'ringing' || (status !== 'ended' && awaited.test(heard.at(-1)?.text ?? '')),
    );
    return isWaitedFor ? 60_000 : 10;
  },
};

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
    VALUES ('abc', 'ABC Plumbing', ${OWNER}, ${OWNER}, ${BUSINESS}, true, now())`;
  await db.sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode)
    VALUES (${BUSINESS}, 'ASSIGNED', 'abc', 'forwarded_in')`;
  [stage, browser] = await Promise.all([openStage({ databaseUrl: db.url, pace }), openBrowser()]);
  await stage.connectNumbers();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
  await db?.drop();
});
beforeEach(async () => {
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
});
afterEach(async () => {
  await page.close();
  expect(troubles).toEqual([]);
});

/** The phone as whoever cannot see it finds it. */
const phone = (number: string) =>
  page.getByRole('region', { name: `Phone ${number.replace(/^(\+44)(\d{4})/, '$1 $2 ')}`, exact: true });
const press = (number: string, button: string) =>
  phone(number).getByRole('button', { name: button, exact: true }).click();
const inbound = (on: Locator) => on.locator('[data-testid=bubble][data-direction=in]');
const reads = (number: string, text: string | RegExp) =>
  inbound(phone(number)).filter({ hasText: text }).last().waitFor();
const textsOf = (number: string) => stage.simulator.network.phone(number).messages;

/** Types and sends; resolves when the service has taken it. */
async function writes(number: string, text: string): Promise<void> {
  const before = textsOf(number).length;
  await phone(number)
    .getByRole('textbox', { name: /^Text message/ })
    .fill(text);
  await press(number, 'Send');
  await stage.simulator.waitFor(
    () =>
      textsOf(number)
        .slice(before)
        .find(({ body }) => body === text)?.status === 'delivered',
    { what: `"${text}" is taken`, timeoutMs: 10_000 },
  );
}

async function lies(caller: string): Promise<void> {
  stage.simulator.network.phone(OWNER);
  stage.simulator.network.phone(caller);
  const query = new URLSearchParams({ phone: OWNER, with: BUSINESS, beside: `${caller},${OWNER}` });
  await page.goto(`${stage.simulator.url}/?${query}`);
}

/** On the caller's phone the business is one of the conversations, as on any phone. */
async function opensBusiness(caller: string): Promise<void> {
  await phone(caller).getByRole('link', { name: 'All conversations' }).click();
  await phone(caller)
    .getByRole('link', { name: /7111 111111/ })
    .click();
}

test('a call is let ring, texted back, captured, answered, taken over and stopped', async () => {
  awaited = /Nobody can take your call/;
  await lies(ANNA);
  await phone(OWNER).getByRole('link', { name: 'Calls are not forwarded' }).click();
  await phone(OWNER).getByLabel('To', { exact: true }).fill(BUSINESS);
  await phone(OWNER).getByLabel('After').selectOption('30 seconds');
  await press(OWNER, 'Missed calls');
  await phone(OWNER)
    .getByRole('link', { name: `Missed calls are forwarded to ${BUSINESS}` })
    .waitFor();
  await lies(ANNA);

  await press(ANNA, 'Call +44 7700 900201');
  await phone(OWNER).getByText('Incoming call').waitFor();
  await press(OWNER, 'Let it ring');
  await phone(ANNA)
    .getByRole('log', { name: 'What is heard' })
    .getByText(/Nobody can take your call/)
    .waitFor();
  await press(ANNA, 'Hang up');

  await opensBusiness(ANNA);
  await reads(ANNA, "it's ABC Plumbing. Sorry we missed your call");
  await writes(ANNA, 'urgent please, tomorrow morning');
  await reads(ANNA, 'What do you need done?');
  await writes(ANNA, 'leaking tap in Leeds LS1');
  await reads(ANNA, 'your name?');
  await writes(ANNA, 'Anna');
  await reads(ANNA, 'Thanks Anna');
  await reads(OWNER, /New job \(1\).*tap.*LS1.*Anna, \+447700900202/s);

  await writes(OWNER, '1 hello, I can come at five');
  await reads(OWNER, 'Sent to Anna');
  await reads(ANNA, /^hello, I can come at five/);
  await writes(OWNER, 'TAKE 1');
  await reads(OWNER, 'is yours');
  await writes(ANNA, 'five is perfect');
  await reads(OWNER, /Anna \(1\): five is perfect/);
  const heardByAnna = textsOf(ANNA).filter(({ direction }) => direction === 'in').length;

  await writes(ANNA, 'STOP');
  await reads(ANNA, 'successfully been unsubscribed');
  await writes(OWNER, '1 shall I bring a new tap?');
  await reads(OWNER, /^Not sent: Anna.*asked not to get texts/);
  // Not a word since STOP but the carrier's own confirmation.
  expect(textsOf(ANNA).filter(({ direction }) => direction === 'in')).toHaveLength(heardByAnna + 1);

  await writes(ANNA, 'START');
  await reads(ANNA, 're-subscribed');
  await writes(OWNER, '1 welcome back, I bring a new tap');
  await reads(ANNA, 'welcome back, I bring a new tap');
}, 60_000);

test('a call is declined, and the caller leaves a message on the business voicemail', async () => {
  await db.sql`UPDATE organizations SET missed_call_answer = 'voicemail' WHERE id = 'abc'`;
  awaited = /^\(beep\)$/;
  await lies(BOB);
  await phone(OWNER).getByRole('link', { name: 'All conversations' }).click();
  await phone(OWNER).getByRole('link', { name: 'Keypad' }).click();
  await phone(OWNER).getByLabel('Number or code').fill(`**004*${BUSINESS}*11*30#`);
  await press(OWNER, 'Call');
  await phone(OWNER).getByText('registration was successful').waitFor();

  await press(BOB, 'Call +44 7700 900201');
  await press(OWNER, 'Decline');
  await phone(OWNER).getByRole('button', { name: 'Decline' }).waitFor({ state: 'detached' });
  await phone(BOB).getByLabel('Leave a message').fill('The boiler is cold, please ring me');
  await press(BOB, 'Leave');
  await phone(BOB).getByRole('log', { name: 'What is heard' }).getByText('The boiler is cold').waitFor();
  await phone(BOB).getByText('Keypad').last().click();
  await press(BOB, '#');
  await expect
    .poll(async () => (await db.sql`SELECT * FROM calls WHERE their_number = ${BOB}`)[0], { timeout: 10_000 })
    .toMatchObject({ status: 'missed', is_voicemail: true, recording_status: 'completed' });
  await stage.simulator.waitFor(() => stage.simulator.network.phone(BOB).calls[0]?.status === 'ended', {
    timeoutMs: 10_000,
  });
  await opensBusiness(BOB);
  await reads(BOB, "it's ABC Plumbing. Sorry we missed your call");
}, 60_000);
