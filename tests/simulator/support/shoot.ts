import chromiumBinary from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { humanPace, startSimulator } from '../../../src/simulator/index.ts';
import { startFakeService } from './fake-service.ts';

const service = await startFakeService();
const onboarding = '+447476955179';
const pool = '+447111111111';
const answers = [
  'Welcome to JobRun! 👋\n\nWhat trade are you in, and where?',
  'Great — a plumber in London.\n\nWhat’s your business name?',
  'Perfect! One last step before we go live.\n\nJobRun costs £29/month (cancel anytime).\n\nTo activate, confirm payment here:\nhttp://127.0.0.1:4242/pay/abc123\n\nReply READY once you’ve confirmed.',
];
let n = 0;
service.on('/sms', () => `<Response><Message>${answers[n++ % 3]}</Message></Response>`);
service.on(
  '/voice',
  () =>
    '<Response><Say>Hello, you have reached ABC Plumbing. We cannot take your call, but we will text you straight away.</Say><Pause length="30"/></Response>',
);
const urls = {
  smsUrl: `${service.url}/sms`,
  voiceUrl: `${service.url}/voice`,
  statusCallback: `${service.url}/voice-status`,
};
const sim = await startSimulator({
  twilio: { accountSid: `AC${'1'.repeat(32)}`, authToken: 'x' },
  stripe: { secretKey: 'sk_test_x', webhookSecret: 'whsec_x', webhookUrl: `${service.url}/stripe` },
  numbers: [
    { phoneE164: onboarding, ...urls },
    ...[1, 2, 3, 4, 5].map((i) => ({ phoneE164: `+44711111111${i}`, ...urls })),
  ],
  onboardingNumber: onboarding,
  contacts: { [onboarding]: 'JobRun', '+447700900123': 'Sam the plumber', '+447700900456': 'Mrs Ahmed' },
  pace: humanPace,
  log: (m, f) => console.log(m, f),
});
const browser = await chromium.launch({
  executablePath: await chromiumBinary.executablePath(),
  args: chromiumBinary.args.filter((a) => a !== '--single-process'),
});
const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };
async function shot(
  name: string,
  path: string,
  act?: (page: import('playwright-core').Page) => Promise<unknown>,
) {
  for (const [size, viewport] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      page.on('console', (m) => console.log(name, 'console', m.text()));
      page.on('pageerror', (m) => console.log(name, 'error', m));
      page.on('response', (r) => r.status() >= 400 && console.log(name, r.status(), r.url()));
      await page.goto(sim.url + path);
      await act?.(page);
      await page.waitForTimeout(700);
      await page.screenshot({ path: `/tmp/sim-shots/${name}-${size}-${colorScheme}.png` });
      await context.close();
    }
}
const only = process.argv[2];
const want = (name: string) => !only || only.split(',').includes(name);
if (want('empty')) await shot('empty', '/');
const sam = sim.network.phone('+447700900123');
const ahmed = sim.network.phone('+447700900456');
if (want('hint')) await shot('hint', '/?phone=%2B447700900123');
sam.text(onboarding, 'Plumber from London');
await sam.waitForText('Welcome');
sam.text(onboarding, 'ABC Plumbing <b>& Sons</b>');
await sam.waitForText('business');
sam.text(onboarding, 'YES');
await sam.waitForText('activate');
ahmed.text(pool, 'Hi, my boiler is leaking');
await ahmed.waitForText(/./);
sam.dial('**004*+447111111111*11*20#');
ahmed.setForwarding({ kind: 'none' });
await fetch(`${sim.url}/v1/subscriptions/x`, { headers: { authorization: 'Bearer sk_test_x' } });
if (want('thread'))
  await shot('thread', '/?phone=%2B447700900123&with=%2B447476955179', async (p) => {
    await p.getByTestId('message-input').fill('Ready when you are');
  });
if (want('list')) await shot('list', '/?phone=%2B447700900123&screen=list');
if (want('keypad'))
  await shot('keypad', '/?phone=%2B447700900123&screen=keypad', async (p) => {
    await p.getByText('Forward missed').click();
    await p.getByTestId('dial').click();
  });
if (want('network')) await shot('network', '/?phone=%2B447700900123&screen=network');
if (want('call')) {
  const call = ahmed.call(pool);
  await sim.waitFor(() => call.heard.length > 0);
  await shot('call', '/?phone=%2B447700900456');
  ahmed.hangUp();
}
if (want('ringing')) {
  ahmed.call('+447700900123');
  await shot('ringing', '/?phone=%2B447700900123');
  ahmed.hangUp();
}
if (want('till')) {
  const r = await fetch(`${sim.url}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_x' },
    body: new URLSearchParams({ mode: 'subscription', 'line_items[0][price]': 'price_simulated' }),
  });
  const s = (await r.json()) as { id: string };
  await shot('till', `/stripe/checkout/${s.id}`);
  const sub = sim.stripe.pay(s.id);
  sim.stripe.failPayment(sub.id);
  const b = await fetch(`${sim.url}/v1/billing_portal/sessions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_x' },
    body: new URLSearchParams({ customer: String(sub.customer) }),
  });
  await shot('portal', `/stripe/portal/${((await b.json()) as { id: string }).id}`);
}
await browser.close();
await sim.close();
await service.close();
