import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './support/browser.ts';
import { jobrun, owner, pool, type Stand, startStand } from './support/stand.ts';

let stand: Stand;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** The phone that a narrow screen shows. */
let front: Locator;
let troubles: string[];

beforeAll(async () => {
  [stand, browser] = await Promise.all([
    startStand({ pace: { sentMs: 0, deliveredMs: 0, secondMs: 100 } }),
    openBrowser(),
  ]);
  // Still pictures: animations only cost time here.
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  stand.service.on(
    '/sms',
    (got) =>
      `<Response><Message>You wrote &lt;b&gt;${got.fields.Body?.length}&lt;/b&gt; characters. Pay: ${stand.service.url}/pay/7.</Message></Response>`,
  );
});
afterAll(async () => {
  await browser.close();
  await stand.close();
});
beforeEach(async () => {
  page = await context.newPage();
  page.setDefaultTimeout(5000);
  front = page.locator('.device.front');
  troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
});
afterEach(async () => {
  await page.close();
  expect(troubles).toEqual([]);
});

const open = (query: Record<string, string>) => page.goto(`${stand.sim.url}/?${new URLSearchParams(query)}`);
const bubble = (text: string) => front.getByTestId('bubble').filter({ hasText: text });

describe('the phone page', () => {
  it('makes a phone, sends a text with Enter, and shows ticks and the answer without a reload', async () => {
    await page.goto(stand.sim.url);
    await front.getByTestId('new-phone').click();
    await front.getByRole('button', { name: 'Plumber from London' }).click();
    const input = front.getByTestId('message-input');
    expect(await input.inputValue()).toBe('Plumber from London');
    expect(await front.locator('.counter').textContent()).toBe('19/1600 · 1 segment');
    await input.press('Enter');
    const mine = bubble('Plumber from London');
    await front.locator('[data-testid=bubble][data-direction=out][data-status=delivered]').waitFor();
    expect(await mine.getAttribute('data-direction')).toBe('out');
    await bubble('You wrote <b>19</b> characters.').waitFor();
    expect(await input.inputValue()).toBe('');
    expect(await front.getByRole('link', { name: '/pay/7' }).getAttribute('href')).toBe(
      `${stand.service.url}/pay/7`,
    );
    const [phone] = stand.sim.network.phones();
    expect(phone?.number).toMatch(/^\+447700900\d{3}$/);
  });

  it('shows HTML as text, in both directions', async () => {
    await open({ phone: stand.sim.network.phone(owner).number, with: jobrun });
    await front.getByTestId('message-input').fill('<img src=x onerror=alert(1)><b>hi</b>');
    await front.getByTestId('send').click();
    await bubble('<img src=x onerror=alert(1)><b>hi</b>').waitFor();
    expect(await front.locator('.bubble img, .bubble b').count()).toBe(0);
  });

  it('follows what the programmatic API does', async () => {
    const phone = stand.sim.network.phone('+447700900300');
    await open({ phone: phone.number, with: jobrun });
    await front.getByText('Say hello to JobRun').waitFor();
    phone.text(jobrun, 'Typed by nobody');
    await front.locator('[data-status=delivered]').filter({ hasText: 'Typed by nobody' }).waitFor();
    await stand.twilio.messages.create({ to: phone.number, from: jobrun, body: 'And answered' });
    await bubble('And answered').waitFor();
    phone.setForwarding({ kind: 'unconditional', to: pool });
    await front.locator('[data-testid=forward-chip][data-forwarding=unconditional]').waitFor();
  });

  it('says why something was refused', async () => {
    await open({ phone: stand.sim.network.phone(owner).number, screen: 'keypad' });
    await front.getByTestId('dial-input').fill('12');
    await front.getByTestId('dial').click();
    await front.getByRole('alert').filter({ hasText: '12 is not a number' }).waitFor();
    troubles = troubles.filter((trouble) => !trouble.includes('422'));
  });

  it('dials a forwarding code and shows the network’s answer', async () => {
    const phone = stand.sim.network.phone('+447700900301');
    await open({ phone: phone.number, screen: 'keypad' });
    for (const key of '##002#') await front.locator(`[data-key="${key}"]`).click();
    expect(await front.getByTestId('dial-input').inputValue()).toBe('##002#');
    await front.getByTestId('dial-input').fill(`**61*${pool}*11*15#`);
    await front.getByTestId('dial').click();
    await front.getByText('registration was successful').waitFor();
    await front.locator('[data-testid=forward-chip][data-forwarding=conditional]').waitFor();
    expect(phone.forwarding.noReply?.seconds).toBe(15);
  });

  it('rings, hears what the service says, and hangs up', async () => {
    stand.service.on('/voice', () => '<Response><Say>Hello there</Say><Pause length="500"/></Response>');
    const phone = stand.sim.network.phone('+447700900302');
    await open({ phone: phone.number, with: pool });
    await front.getByTestId('call').click();
    await front.getByRole('log', { name: 'What is heard' }).getByText('Hello there').waitFor();
    await front.getByTestId('hangup').click();
    await front.getByRole('button', { name: 'Close' }).click();
    await front.getByTestId('call-entry').getByText('Call, 0:0').waitFor();
    await front.getByTestId('hangup').waitFor({ state: 'detached' });
  });

  it('is rung, and answers', async () => {
    const phone = stand.sim.network.phone('+447700900303');
    await open({ phone: phone.number, with: jobrun });
    const other = stand.sim.network.phone('+447700900304');
    other.call(phone.number);
    await front.getByTestId('answer').click();
    await front.getByTestId('hangup').waitFor();
    await stand.sim.waitFor(() => other.calls[0]?.status === 'in-progress');
    other.speak('Is that the plumber?');
    await front.getByText('Is that the plumber?').first().waitFor();
    other.hangUp();
    await front.getByTestId('hangup').waitFor({ state: 'detached' });
  });

  it('attaches a picture that the service can fetch', async () => {
    const phone = stand.sim.network.phone('+447700900305');
    await open({ phone: phone.number, with: jobrun });
    const buffer = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    await front
      .locator('input[type=file]')
      .setInputFiles({ name: 'leak.svg', mimeType: 'image/svg+xml', buffer });
    await front.getByText('leak.svg').waitFor();
    await front.getByTestId('send').click();
    const got = await stand.sim.waitFor(() =>
      stand.service.at('/sms').find((one) => one.fields.NumMedia === '1'),
    );
    expect(got.fields.MediaContentType0).toBe('image/svg+xml');
    expect(await (await fetch(got.fields.MediaUrl0 ?? '')).text()).toBe(buffer.toString());
  });
});

describe('the pages of the pretend Stripe', () => {
  const checkout = () =>
    stand.stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: 'price_simulated', quantity: 1 }],
      success_url: `${stand.service.url}/paid?session={CHECKOUT_SESSION_ID}`,
    });

  it('take a payment after a declined card, and lead back to the service', async () => {
    const session = await checkout();
    await page.goto(session.url ?? '');
    await page.getByTestId('decline-card').click();
    await page.getByRole('alert').filter({ hasText: 'declined' }).waitFor();
    troubles = troubles.filter((trouble) => !trouble.includes('402'));
    expect(stand.sim.stripe.sessions().at(-1)?.status).toBe('open');
    await page.getByTestId('pay-button').click();
    await page.waitForURL(`${stand.service.url}/paid?session=${session.id}`);
    expect(stand.sim.stripe.sessions().at(-1)).toMatchObject({ status: 'complete', payment_status: 'paid' });
    troubles = troubles.filter((trouble) => !trouble.includes('favicon'));
  });

  it('let a customer cancel, resume and owe', async () => {
    const subscription = stand.sim.stripe.pay((await checkout()).id);
    const portal = await stand.stripe.billingPortal.sessions.create({ customer: subscription.customer });
    await page.goto(portal.url);
    await page.getByTestId('portal-cancel-at-period-end').click();
    await page.getByTestId('portal-resume').click();
    await page.getByTestId('portal-fail-payment').click();
    await page.locator('[data-testid=subscription][data-status=past_due]').waitFor();
    await page.getByTestId('portal-pay-invoice').click();
    await page.locator('[data-testid=subscription][data-status=active]').waitFor();
    await page.getByTestId('portal-cancel').click();
    await page.locator('[data-testid=subscription][data-status=canceled]').waitFor();
    expect(subscription.status).toBe('canceled');
  });
});
