/** A person does the whole onboarding by hand, in a real browser: the phone page, the payment link, the dialler. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ONBOARDING_NUMBER, openStage, POOL_NUMBERS, type Stage } from '../../scripts/support/stage.ts';
import { openBrowser } from '../simulator/support/browser.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const OWNER = '+447700900123';
const CALLER = '+447700900124';
let db: TestDatabase;
let stage: Stage;
let browser: Browser;
let page: Page;
/** The phone that a narrow screen shows. */
let front: Locator;
const troubles: string[] = [];

beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO phone_numbers (phone_e164) SELECT unnest(${POOL_NUMBERS}::text[])`;
  [stage, browser] = await Promise.all([
    // A second of ringing lasts a tenth of one: an unanswered call is forwarded while a person would still watch.
    openStage({ databaseUrl: db.url, pace: { sentMs: 0, deliveredMs: 0, secondMs: 100 } }),
    openBrowser(),
  ]);
  await stage.connectNumbers();
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  front = page.locator('.device.front');
  page.on('pageerror', (error) => troubles.push(error.message));
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
  await db?.drop();
});

const phonePage = (phone: string, screen: Record<string, string>) =>
  page.goto(`${stage.simulator.url}/?${new URLSearchParams({ phone, ...screen })}`);
const hears = (text: string | RegExp) =>
  front.locator('[data-testid=bubble][data-direction=in]').filter({ hasText: text }).last().waitFor();

async function says(text: string, answer: string | RegExp): Promise<void> {
  await front.getByTestId('message-input').fill(text);
  await front.getByTestId('send').click();
  await hears(answer);
}

test('from the first text to a live number, with a thumb', async () => {
  await page.goto(stage.simulator.url);
  await page.getByTestId('phone-number-input').fill(OWNER);
  await page.getByTestId('new-phone').click();
  await phonePage(OWNER, { with: ONBOARDING_NUMBER });
  await says('Plumber from London', "What's your business called?");
  await says('ABC Plumbing', "what's your name?");
  await says('John Smith', 'Reply SMS');
  await says('SMS', 'Ready to go live?');
  await says('YES', 'confirm payment here');

  const link = await front
    .getByRole('link', { name: /\/pay\// })
    .last()
    .getAttribute('href');
  await page.goto(link ?? '');
  await page.getByTestId('pay-button').click();
  await page.getByRole('link', { name: 'Back to your messages' }).waitFor();
  await phonePage(OWNER, { with: ONBOARDING_NUMBER });
  await hears(/Your JobRun number is \+447111111111/);

  await says('1', 'iPhone Setup');
  await hears('**004*+447111111111*11*20#');
  await phonePage(OWNER, { screen: 'keypad' });
  await front.getByTestId('dial-input').fill('**004*+447111111111*11*5#');
  await front.getByTestId('dial').click();
  await front.locator('[data-testid=forward-chip][data-forwarding=conditional]').waitFor();
  await phonePage(OWNER, { with: ONBOARDING_NUMBER });
  await says('DONE', 'nearly there');

  await phonePage(CALLER, { screen: 'keypad' });
  await front.getByTestId('dial-input').fill(OWNER);
  await front.getByTestId('dial').click();
  await front.getByText('Nobody can take your call').first().waitFor();
  await phonePage(OWNER, { with: ONBOARDING_NUMBER });
  await hears("You're live!");

  const [row] = await db.sql<{ state: string }[]>`
    SELECT state FROM conversations WHERE their_number = ${OWNER} AND machine = 'onboarding'`;
  expect(row?.state).toBe('COMPLETE');
  expect(troubles).toEqual([]);
});
