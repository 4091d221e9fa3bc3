/** The door for Stripe: real signatures, the simulator's own deliveries, and everything that must stay outside. */
import { Writable } from 'node:stream';
import { serve } from '@hono/node-server';
import Stripe from 'stripe';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { deliverStripeEvent, STRIPE_RECEIVED } from '../../src/billing/index.ts';
import { stripeDoor } from '../../src/http/webhooks/stripe.ts';
import type { Delivery } from '../../src/inbox/delivery.ts';
import { openLog } from '../../src/platform/log.ts';
import { createStripeProvider, verifyStripeEvent } from '../../src/providers/stripe/index.ts';
import { instantPace, startSimulator } from '../../src/simulator/index.ts';
import { ada, addOwners, clear, now } from '../billing/support.ts';
import { cloneDatabase } from '../support/database.ts';

const secret = 'whsec_of_the_door';
const db = await cloneDatabase();
afterAll(() => db.drop());
beforeEach(async () => {
  delivered.length = 0;
  lines.length = 0;
  await clear(db.sql);
  await addOwners(db.sql, [ada]);
});

const lines: string[] = [];
const log = openLog({
  format: 'json',
  level: 'info',
  stream: new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  }),
});

const delivered: Delivery[] = [];
async function advance(delivery: Delivery) {
  delivered.push(delivery);
  const answer = delivery.answer({ role: null, voiceMode: null, orgId: null, businessName: null });
  return { answer, outcome: 'stepped' as const };
}

interface Setting {
  readonly now?: () => Date;
  readonly deliver?: () => Promise<string>;
}

function door({ now: clockNow = () => now, deliver }: Setting = {}) {
  const clock = { now: clockNow };
  return stripeDoor({
    check: (rawBody, header) => verifyStripeEvent(rawBody, header, { secret, now: clock.now() }),
    deliver:
      deliver ??
      ((event) =>
        deliverStripeEvent(
          { sql: db.engine, advance, clock, log, onboardingNumber: '+447700900001' },
          event,
        )),
    log,
  });
}

const body = JSON.stringify({
  id: 'evt_1',
  type: 'customer.subscription.updated',
  data: { object: { id: 'sub_1', customer: 'cus_1', metadata: { org_id: 'ada' } } },
});
const sign = (payload: string, atS = now.getTime() / 1000) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: atS });
const post = (payload: string, signature: string | undefined, app = door()) =>
  app.request('/api/stripe/webhook', {
    method: 'POST',
    body: payload,
    headers: signature === undefined ? {} : { 'stripe-signature': signature },
  });

describe('a genuine event', () => {
  test('is delivered to its organization and answered', async () => {
    const answer = await post(body, sign(body));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.text()).toBe('{"received":true}');
    expect(delivered).toMatchObject([{ providerEventId: 'evt_1', orgId: 'ada', theirNumber: ada.phone }]);
  });

  test('gets the same answer the second time, byte for byte', async () => {
    const first = await post(body, sign(body));
    const second = await post(body, sign(body, now.getTime() / 1000 + 60));
    expect(await second.arrayBuffer()).toEqual(await first.arrayBuffer());
    expect([...second.headers]).toEqual([...first.headers]);
  });

  test('with letters of every kind keeps its signature', async () => {
    const payload = body.replace('cus_1', 'Zoë’s 🔧\\u0000');
    expect((await post(payload, sign(payload))).status).toBe(200);
  });
});

describe('refused with 400, a plain reason and a line in the log', () => {
  const at = (s: number) => now.getTime() / 1000 + s;
  test.each([
    ['no signature', body, undefined, 'the Stripe-Signature header is missing'],
    ['a wrong signature', body, sign(`${body} `), 'the signature does not match'],
    ['an old one', body, sign(body, at(-301)), 'the signature is too old'],
    ['one from the future', body, sign(body, at(301)), 'the signature is from the future'],
    ['no event', 'hi', sign('hi'), 'the body is not an event'],
    ['nothing', '', sign(''), 'the signature does not match'],
  ])('%s', async (_, payload, signature, reason) => {
    const answer = await post(payload, signature);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe(reason);
    expect(delivered).toEqual([]);
    expect(lines.join()).toContain('stripe.webhook refused');
    expect(lines.join()).not.toContain(secret);
  });
});

describe('the size of a body', () => {
  const padded = (bytes: number) => `${body}${' '.repeat(bytes - body.length)}`;

  test('may be 256 KiB and not a byte more', async () => {
    const [largest, tooLarge] = [padded(256 * 1024), padded(256 * 1024 + 1)];
    expect((await post(largest, sign(largest))).status).toBe(200);
    expect((await post(tooLarge, sign(tooLarge))).status).toBe(413);
    expect(delivered).toHaveLength(1);
  });
});

describe('when the event cannot be stored', () => {
  test('Stripe is told to come again while the database is away', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const answer = await post(body, sign(body), door({ deliver: () => Promise.reject(away) }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
  });

  test('a bug is not answered with 200 either', async () => {
    const bug = new TypeError('a bug');
    const app = door({ deliver: () => Promise.reject(bug) });
    app.onError((error, c) => c.text(error.message, 500));
    const answer = await post(body, sign(body), app);
    expect([answer.status, await answer.text()]).toEqual([500, 'a bug']);
  });
});

test('a payment in the simulator comes in as the three events of a first payment, all for the same organization', async () => {
  const clock = { now: () => new Date() };
  const server = serve({ fetch: door(clock).fetch, port: 0, hostname: '127.0.0.1' });
  const simulator = await startSimulator({
    twilio: { accountSid: 'AC1', authToken: 'token' },
    stripe: { secretKey: 'sk_test_1', webhookSecret: secret },
    numbers: [],
    pace: instantPace,
  });
  onTestFinished(async () => {
    await simulator.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the door has no port');
  simulator.stripe.setWebhookUrl(`http://127.0.0.1:${address.port}/api/stripe/webhook`);
  const provider = createStripeProvider({
    secretKey: 'sk_test_1',
    priceId: 'price_simulated',
    apiBaseUrl: simulator.url,
    newId: () => 'id',
  });
  const { sessionId } = await provider.openCheckout({
    orgId: 'ada',
    customerId: null,
    successUrl: 'https://jobrun.example/done',
    cancelUrl: 'https://jobrun.example/cancelled',
    idempotencyKey: 'key',
  });
  const subscription = simulator.stripe.pay(sessionId);
  // The answer is written down after the event was delivered.
  await simulator.waitFor(() => simulator.network.webhooks().length === 3);
  expect(delivered.map(({ orgId }) => orgId)).toEqual(['ada', 'ada', 'ada']);
  const events = delivered.map(({ occurrence }) => occurrence.kind === 'machine' && occurrence.event);
  expect(events).toEqual(
    ['checkout.session.completed', 'customer.subscription.created', 'invoice.paid'].map((eventType) => ({
      type: 'STRIPE_EVENT_RECEIVED',
      eventType,
      subscriptionId: subscription.id,
      customerId: subscription.customer,
    })),
  );
  const webhooks = simulator.network.webhooks().map(({ status, answer }) => ({ status, answer }));
  expect(webhooks).toEqual(Array(3).fill({ status: 200, answer: STRIPE_RECEIVED }));
});
