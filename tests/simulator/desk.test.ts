/** Several phones on the desk: side by side where there is room, one with a switch where there is not. */
import { Hono } from 'hono';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { jobrun, pool, type Stand, startStand } from './support/stand.ts';

// A browser on a loaded machine takes seconds for what takes milliseconds; nothing here depends on how long.
vi.setConfig({ testTimeout: 60_000 });

let stand: Stand;
let browser: Browser;
let page: Page;
let serial = 0;
const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };

beforeAll(async () => {
  [stand, browser] = await Promise.all([
    // A second of a call never ends: what happens is what somebody presses.
    startStand({ pace: { sentMs: 0, deliveredMs: 0, secondMs: 60_000 } }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stand?.close();
});
afterEach(() => page.close());

/** Two phones of which nobody knows yet, and a page that shows them. */
async function open(
  viewport: { width: number; height: number },
  { otherWith = '', ...query }: Record<string, string> = {},
) {
  serial += 2;
  const numbers = [400 + serial, 401 + serial].map((last) => `+447700900${last}`);
  const [one, other] = numbers.map((number) => stand.sim.network.phone(number));
  if (!one || !other) throw new Error('two numbers make two phones');
  page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  page.setDefaultTimeout(15_000);
  const desk = new URLSearchParams({
    phone: one.number,
    with: jobrun,
    beside: `${other.number},${otherWith}`,
    ...query,
  });
  await page.goto(`${stand.sim.url}/?${desk}`);
  return { one, other };
}
const device = (at: number): Locator => page.getByTestId(`device-${at}`);
const press = (at: number, name: string) => device(at).getByRole('button', { name, exact: true }).click();

it('two phones ring, answer and talk beside each other, each in its own words', async () => {
  const { other } = await open(wide);
  await device(1).getByTestId('call').click();
  await press(0, 'Answer');
  await device(0).getByLabel('Say something').fill('ABC Plumbing, hello');
  await press(0, 'Say');
  await device(1).locator('.heard .by-person').getByText('ABC Plumbing, hello').waitFor();
  await device(0).locator('.heard .by-self').getByText('ABC Plumbing, hello').waitFor();
  await press(1, 'Hang up');
  await device(0).getByRole('button', { name: 'Hang up' }).waitFor({ state: 'detached' });
  expect(other.calls[0]).toMatchObject({ direction: 'out', outcome: 'completed' });
});

it('a step on one phone leaves the other where it is, with what is half written on it', async () => {
  const { one } = await open(wide);
  await device(1).getByTestId('message-input').fill('half a sent');
  await device(0).getByRole('link', { name: 'All conversations' }).click();
  await device(0).getByRole('heading', { name: 'Messages' }).waitFor();
  expect(await device(1).getByTestId('message-input').inputValue()).toBe('half a sent');
  await device(1).getByTestId('message-input').press('Enter');
  await stand.sim.waitFor(() => one.messages.some(({ body }) => body === 'half a sent'));
  await device(0)
    .getByRole('link', { name: /half a sent/ })
    .waitFor();
  expect(await device(1).getByTestId('message-input').inputValue()).toBe('');
});

it('a refusal is told on the phone that was refused', async () => {
  await open(wide);
  await device(1).getByTestId('forward-chip').click();
  await device(1).getByTestId('forward-to').fill('nobody');
  await press(1, 'All calls');
  await device(1).getByRole('alert').filter({ hasText: 'nobody is not a number' }).waitFor();
  expect(await device(0).getByRole('alert').textContent()).toBe('');
});

it('forwarding is one press, shows what the codes did, and is the same as they do', async () => {
  const { one } = await open(wide, { screen: 'settings' });
  const pressed = (name: string) =>
    device(0).getByRole('button', { name, exact: true, pressed: true }).waitFor();
  await pressed('Off');
  await device(0).getByTestId('forward-to').fill(pool);
  await device(0).getByTestId('forward-after').selectOption('15 seconds');
  await press(0, 'Missed calls');
  await pressed('Missed calls');
  expect(one.forwarding).toMatchObject({ noReply: { to: pool, seconds: 15 }, unconditional: null });
  one.dial('##002#');
  await pressed('Off');
  await press(0, 'All calls');
  await pressed('All calls');
  expect(one.forwarding.unconditional).toEqual({ to: pool, isActive: true });
});

it('a call that is let ring reaches the voicemail of the phone, and the message lies with the missed call', async () => {
  const { one, other } = await open(wide, { screen: 'settings' });
  await press(0, 'Rings, then its voicemail answers');
  await device(1).getByTestId('call').click();
  await press(0, 'Let it ring');
  await device(1).getByLabel('Leave a message').fill('Please ring me back');
  await press(1, 'Leave');
  await stand.sim.waitFor(() => one.calls[0]?.heard.some(({ text }) => text === 'Please ring me back'));
  expect(one.calls[0]).toMatchObject({ status: 'ended', outcome: 'voicemail' });
  await press(1, 'Hang up');
  await stand.sim.waitFor(() => other.calls[0]?.status === 'ended');
});

it('a narrow screen shows one phone; the switch says what is unread on the other, and changes over', async () => {
  const { one, other } = await open(narrow, { otherWith: pool });
  expect(await device(1).isVisible()).toBe(false);
  await stand.twilio.messages.create({ from: pool, to: other.number, body: 'Sorry we missed your call' });
  const row = page.getByTestId('phone').filter({ hasText: `${other.number.slice(-6)}` });
  await row.getByText('1 unread').waitFor();
  // A text to the phone in front brings the page up to date: what nobody saw stays unread.
  await stand.twilio.messages.create({ from: jobrun, to: one.number, body: 'Another' });
  await device(0).getByTestId('bubble').filter({ hasText: 'Another' }).waitFor();
  await row.getByText('1 unread').waitFor();
  await row.click();
  await device(1).getByTestId('bubble').filter({ hasText: 'Sorry we missed your call' }).waitFor();
  expect(await device(0).isVisible()).toBe(false);
  await row.getByText('1 unread').waitFor({ state: 'detached' });
});

it('whoever reads one conversation is told that another one has news, and is led to it', async () => {
  const { other } = await open(wide, { otherWith: jobrun });
  const back = device(1).getByRole('link', { name: 'All conversations' });
  await stand.twilio.messages.create({ from: jobrun, to: other.number, body: 'You read this' });
  await device(1).getByTestId('bubble').filter({ hasText: 'You read this' }).waitFor();
  await stand.twilio.messages.create({ from: pool, to: other.number, body: 'Sorry we missed your call' });
  const news = device(1).getByRole('status').getByText('1 unread');
  await news.waitFor();
  await back.click();
  await device(1)
    .getByRole('link', { name: /Sorry we missed/ })
    .click();
  await device(1).getByTestId('bubble').filter({ hasText: 'Sorry we missed your call' }).waitFor();
  await news.waitFor({ state: 'detached' });

  // What has just come into the conversation that is open is read in a moment, and no news elsewhere.
  await page.close();
  await stand.twilio.messages.create({ from: jobrun, to: other.number, body: 'And this' });
  const reading = new URLSearchParams({ phone: other.number, with: jobrun });
  const region = await (await fetch(`${stand.sim.url}/page/way-back?${reading}`)).text();
  expect(region).toContain('All conversations');
  expect(region).not.toContain('unread');
});

it('nothing is cut off: a forwarding code on the keypad, what is said on a small phone', async () => {
  const tablet = { width: 768, height: 1024 };
  await open(tablet, { screen: 'keypad' });
  const dialled = device(0).getByTestId('dial-input');
  await dialled.fill(`**004*${pool}*11*20#`);
  const cutPx = (input: Locator) => input.evaluate((box) => box.scrollWidth - box.clientWidth);
  expect(await cutPx(dialled)).toBe(0);
  await device(1).getByTestId('call').click();
  await press(0, 'Answer');
  const talk = device(0).locator('.talk');
  const [outer, inner] = await Promise.all([talk.boundingBox(), talk.getByTestId('say').boundingBox()]);
  if (!outer || !inner) throw new Error('somebody talks');
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width + 0.5);
  await press(0, 'Hang up');
});

it('a call on a narrow screen leaves in sight whose phone rings, and who is only rung is no caller', async () => {
  const { one, other } = await open(narrow, { screen: 'list' });
  const own = device(0).getByRole('link', { name: `${one.number.slice(-6)}` });
  await own.waitFor();
  expect(await device(0).getByText('Caller', { exact: true }).count()).toBe(0);
  other.call(one.number);
  await device(0).getByText('Incoming call').waitFor();
  // It is where a thumb would find it, and nothing lies over it.
  await own.click({ trial: true });
  const rows = page.getByTestId('phone');
  await rows
    .filter({ hasText: other.number.slice(-6) })
    .getByText('Caller', { exact: true })
    .waitFor();
  const mine = rows.filter({ hasText: one.number.slice(-6) });
  expect(await mine.getByText('Caller', { exact: true }).count()).toBe(0);
  await press(0, 'Decline');
});

it('an empty desk on a narrow screen is one phone from top to bottom, without screens that lead nowhere', async () => {
  const empty = await startStand({
    room: { path: 'office', title: 'Office', app: new Hono().get('/', (c) => c.html('<p>a lamp</p>')) },
  });
  try {
    page = await browser.newPage({ viewport: narrow });
    page.setDefaultTimeout(15_000);
    await page.goto(empty.sim.url);
    expect(await device(0).boundingBox()).toMatchObject({ y: 0, height: narrow.height });
    const tabs = page.getByRole('navigation', { name: 'Screens' });
    expect(await tabs.getByRole('link').allTextContents()).toEqual(['Phone', 'Network', 'Office']);
    // The address of the room alone, as it is sent around: there is nothing else to be shown yet.
    await page.goto(`${empty.sim.url}/?room=office`);
    await page.getByText('a lamp').waitFor();
    await tabs.getByRole('link', { name: 'Phone' }).click();
    await page.getByText('A phone of your own').waitFor();
  } finally {
    await empty.close();
  }
});

it('whoever comes to an empty desk makes a phone, and another one beside it', async () => {
  const empty = await startStand();
  try {
    page = await browser.newPage({ viewport: wide });
    page.setDefaultTimeout(15_000);
    await page.goto(empty.sim.url);
    await device(0).getByTestId('new-phone').click();
    await device(1).getByTestId('phone-number-input').fill('07700 900999');
    await device(1).getByTestId('new-phone').click();
    await page.getByRole('region', { name: 'Phone +44 7700 900999' }).getByTestId('call').waitFor();
    expect(empty.sim.network.phones()).toHaveLength(2);
    const scroll = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(scroll).toBe(0);
  } finally {
    await empty.close();
  }
});
