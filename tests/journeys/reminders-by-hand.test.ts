/** Reminders by hand, in a real browser: the business asks in its room beside the phones, customers answer on theirs. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { business, CUSTOMERS, outboundEnv, REFUSER } from '../../scripts/demo/business.ts';
import { createDemoClock } from '../../scripts/demo/clock.ts';
import { prepareReminders } from '../../scripts/demo/reminders/index.ts';
import { readCsv } from '../../scripts/support/csv.ts';
import { openStage, type Stage } from '../../scripts/support/stage.ts';
import { openBrowser } from '../simulator/support/browser.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { DAY } from '../support/turned-clock.ts';

const [ANNA, BEN, CEM] = CUSTOMERS.map(({ phone }) => phone) as [string, string, string];
const OWNER = '+447700900101';
/** Long enough for a browser, a service and a database on two cores. */
const LONG = 90_000;
const clock = createDemoClock();
let db: TestDatabase;
let stage: Stage;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let troubles: string[];

/** Time passes in no time, but a phone rings for some twenty seconds; whoever talks meanwhile talks at that pace. */
const pace = {
  sentMs: 0,
  deliveredMs: 0,
  get secondMs() {
    const calls = stage.simulator.network.phones().flatMap((one) => one.calls);
    return calls.some(({ status }) => status === 'ringing') ? 500 : 10;
  },
};

beforeAll(async () => {
  // Half past ten in the evening of a day to come: nobody may be rung.
  clock.turnTo(new Date(`${new Date(Date.now() + DAY).toISOString().slice(0, 10)}T22:30:00.000Z`));
  db = await cloneDatabase();
  const reminders = prepareReminders(clock);
  [stage, browser] = await Promise.all([
    openStage({
      ...{ databaseUrl: db.url, clock, pace, business },
      ...{ simulator: { room: reminders.room }, env: { ...outboundEnv, POOL_LOW_WATER: '0' } },
    }),
    openBrowser(),
  ]);
  await reminders.open(stage.services.sql, stage.serviceUrl);
  await stage.connectNumbers();
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
  await db?.drop();
});
beforeEach(() => {
  troubles = [];
});
afterEach(async () => {
  await context.close();
  expect(troubles).toEqual([]);
});

async function opens(viewport: { width: number; height: number }, path: string): Promise<void> {
  context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(`${stage.simulator.url}${path}`);
}

/** The phone as whoever cannot see it finds it. */
const phone = (number: string) =>
  page.getByRole('region', { name: `Phone ${number.replace(/^(\+44)(\d{4})/, '$1 $2 ')}`, exact: true });
const press = (on: Locator, name: string | RegExp) => on.getByRole('button', { name, exact: true }).click();
const room = () => page.getByRole('complementary', { name: 'Reminders' });
const newest = () => room().getByRole('article').first();
const recipient = (name: string) => newest().getByRole('listitem').filter({ hasText: name });
const shows = (on: Locator, words: string | RegExp) => on.getByText(words).first().waitFor();

/** Takes the phone if it does not lie on the desk yet. */
async function holds(number: string, beside: Locator): Promise<Locator> {
  if (!(await phone(number).isVisible())) await press(beside, 'Take their phone');
  await phone(number).waitFor();
  return phone(number);
}

async function says(on: Locator, words: string): Promise<void> {
  await press(on, 'Answer');
  await on.getByRole('log', { name: 'What is heard' }).getByText('this is a reminder').waitFor();
  await on.getByLabel('Say something').fill(words);
  await press(on, 'Say');
}

async function asksForOne(fields: { Phone: string; Name: string }, isAgreed = true): Promise<void> {
  const ask = room().getByRole('group').filter({ hasText: 'Call one person' });
  if (!(await ask.getByLabel('Phone').isVisible())) await ask.getByText('Call one person').click();
  for (const [label, words] of Object.entries(fields)) await ask.getByLabel(label).fill(words);
  await ask.getByLabel('They have agreed').setChecked(isAgreed);
  const before = await room().getByRole('article').count();
  await press(ask, 'Call them');
  await room().getByRole('article').nth(before).waitFor();
}

async function asksForList(csv: string): Promise<void> {
  const ask = room().getByRole('group').filter({ hasText: 'Call a list of people' });
  await ask.getByText('Call a list of people').click();
  await ask.getByLabel('The list, as CSV').fill(csv);
  const before = await room().getByRole('article').count();
  await press(ask, 'Call them all');
  await room().getByRole('article').nth(before).waitFor();
}

test(
  'one call waits for the morning, rings, is answered, and shows what came of it',
  async () => {
    await opens({ width: 1440, height: 900 }, '/');
    await page.getByRole('link', { name: 'Reminders' }).click();
    await shows(room(), 'Nobody is rung there between 21:00 and 8:00');
    await asksForOne({ Phone: ANNA, Name: '' });
    await newest().getByRole('heading', { name: 'Anna Reed' }).waitFor();
    await shows(newest(), 'POST /api/assistants/test-call');
    await shows(newest(), /It is 2[23]:3\d in London\. Nobody is rung between 21:00 and 8:00 there/);
    expect(stage.simulator.network.apiCalls().filter(({ path }) => path.endsWith('/outbound-call'))).toEqual(
      [],
    );
    await press(newest(), /^Turn the clock to .*08:00$/);

    // There was no phone at all: it comes to lie on the desk when it is rung.
    await phone(ANNA).getByText('Incoming call').waitFor();
    await shows(newest(), 'Rings');
    await says(phone(ANNA), 'Call me tomorrow at 3 pm');
    await newest().getByText('Later', { exact: true }).first().waitFor();
    await shows(newest(), 'The callee said: Call me tomorrow at 3 pm');
    await shows(newest(), /Another call was promised for .*15:00\./);
    await press(newest(), /^Turn the clock to .*15:00$/);
    await phone(ANNA).getByText('Incoming call').waitFor();
    await shows(newest(), 'The promised call');
    await press(phone(ANNA), 'Answer');
    await phone(ANNA).getByText('Keypad').last().click();
    await press(phone(ANNA), '1');
    await newest().getByText('Yes', { exact: true }).first().waitFor();
    expect(await db.sql`SELECT analysis ->> 'label' AS label FROM agent_calls ORDER BY created_at`).toEqual([
      { label: 'LATER' },
      { label: 'YES' },
    ]);
  },
  LONG,
);

test(
  'what the API refuses is shown with its answer',
  async () => {
    await opens({ width: 1440, height: 900 }, '/?room=reminders');
    await asksForOne({ Phone: '07700 900114', Name: REFUSER.name });
    await shows(newest(), '503');
    await shows(newest(), 'They asked not to be called. Nobody is rung.');
    await asksForOne({ Phone: 'hello', Name: '' });
    await shows(newest(), '400');
    await shows(newest(), 'phoneNumber is not a phone number');
    await asksForOne({ Phone: CEM, Name: 'Cem' }, false);
    await shows(newest(), '403');
    await shows(newest(), 'They have not agreed to be called. Nobody is rung.');
    await newest().getByText('NO_CONSENT').waitFor({ state: 'hidden' });
    await newest().getByText('POST /api/assistants/test-call').click();
    await newest().getByText('"error": "NO_CONSENT"').waitFor();
    expect(stage.simulator.network.phones().map(({ number }) => number)).not.toContain(REFUSER.phone);
  },
  LONG,
);

test(
  'a list is called to its end: one answers, one declines three times, one is left out, one row is bad',
  async () => {
    await opens({ width: 1440, height: 900 }, '/?room=reminders');
    await asksForList(
      `name,phone\nAnna Reed,07700 900111\nBen Okafor,${BEN}\nDora Lang,07700900114\nEve Typo,07700 90x\n`,
    );
    await shows(newest(), '4 rows: 2 to be called, 1 on the do-not-call list, 1 cannot be used.');
    await shows(recipient('Dora Lang'), 'They asked not to be called: left out.');
    await shows(recipient('Eve Typo'), 'Row 5: not a phone number.');
    await shows(recipient('Anna Reed'), 'Rings');
    await says(await holds(ANNA, recipient('Anna Reed')), 'I want to speak to a person');
    await shows(recipient('Anna Reed'), 'Wants a person');
    await shows(recipient('Anna Reed'), 'A person is to ring them. The owner was texted.');
    const [told] = stage.simulator.network.phone(OWNER).messages.slice(-1);
    expect(told?.body).toMatch(/Please ring Anna Reed, \+447700900111, about their bill/);

    await press(await holds(BEN, recipient('Ben Okafor')), 'Decline');
    for (const attempt of [2, 3]) {
      await shows(recipient('Ben Okafor'), `Try ${attempt} of 3 waits until`);
      await press(recipient('Ben Okafor'), /^Turn the clock to/);
      const waits = recipient('Ben Okafor').getByText('Nobody is rung between');
      const rings = phone(BEN).getByRole('button', { name: 'Decline' });
      await waits.or(rings).first().waitFor();
      if (await waits.isVisible()) await press(recipient('Ben Okafor'), /^Turn the clock to/);
      await rings.click();
    }
    await shows(recipient('Ben Okafor'), 'Not tried again by itself: three tries are enough.');
    await shows(newest(), 'Complete');
    await shows(newest(), '2 of 2 done');

    const saved = page.waitForEvent('download');
    await newest().getByRole('link', { name: 'Results, CSV' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toMatch(/^batch-[0-9a-f-]{36}\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const rows = readCsv(Buffer.concat(chunks).toString()).map(({ cells }) => [cells[1], cells[4], cells[5]]);
    expect(rows.slice(1)).toEqual([
      ['Anna Reed', 'completed', 'ASK_AGENT'],
      ['Ben Okafor', 'busy', ''],
      ['Dora Lang', 'do_not_call', ''],
      ['Eve Typo', 'invalid', ''],
    ]);

    await press(newest(), 'Retry');
    await shows(newest(), '1 are called once more.');
    await phone(BEN).getByText('Incoming call').waitFor();
    await press(phone(BEN), 'Answer');
    await phone(BEN).getByText('Keypad').last().click();
    await press(phone(BEN), '9');
    await shows(recipient('Ben Okafor'), 'On the do-not-call list');
    await asksForOne({ Phone: BEN, Name: 'Ben Okafor' });
    await shows(newest(), '503');
  },
  LONG,
);

test(
  'a third call waits for a slot, and what waits is cancelled with its batch',
  async () => {
    await opens({ width: 1440, height: 900 }, '/?room=reminders');
    await asksForList(`name,phone\nAnna Reed,${ANNA}\nCem,${CEM}\nFay,+447700900115\n`);
    await shows(recipient('Cem'), 'Rings');
    await shows(recipient('Fay'), /Next in line|As many calls as the business may have at once/);
    await press(newest(), 'Cancel');
    await shows(newest(), '1 that waited are not made.');
    await shows(recipient('Fay'), 'The batch was cancelled before this was dialled.');
    expect(stage.simulator.network.phones().map(({ number }) => number)).not.toContain('+447700900115');
    for (const number of [ANNA, CEM]) stage.simulator.network.phone(number).decline();
  },
  LONG,
);

test(
  'the same with a thumb, on one phone at a time',
  async () => {
    await opens({ width: 390, height: 844 }, `/?phone=${encodeURIComponent(CEM)}&screen=list`);
    await page.locator('.device.front').getByRole('link', { name: 'Reminders' }).click();
    await asksForOne({ Phone: CEM, Name: 'Cem' });
    await page.locator('.call-sheet').getByRole('button', { name: 'Answer' }).waitFor();
    await says(phone(CEM), 'evet');
    await page.locator('.device.front').getByRole('button', { name: 'Close' }).click();
    await newest().getByText('Yes', { exact: true }).first().waitFor();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
  },
  LONG,
);
