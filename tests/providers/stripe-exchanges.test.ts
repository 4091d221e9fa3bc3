/** What was said on the wire with Stripe is kept, whose it was, and nothing that opens a page or pays. */
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createExchangeLog, type ExchangeLog } from '../../src/messages/index.ts';
import { createStripeProvider } from '../../src/providers/stripe/index.ts';
import { instantPace, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { catchLog } from '../support/log-catcher.ts';
import { deadAddress } from './rude-server.ts';

const secretKey = 'sk_test_jobrun_exchanges';
const stripeSays = setupServer();
let db: TestDatabase;
let simulator: Simulator;
let exchanges: ExchangeLog;

beforeAll(async () => {
  db = await cloneDatabase();
  simulator = await startSimulator({
    twilio: { accountSid: 'AC1', authToken: 'token' },
    stripe: { secretKey, webhookSecret: 'whsec_tests' },
    numbers: [],
    pace: instantPace,
  });
  stripeSays.listen({ onUnhandledFrame: 'bypass' });
});
beforeEach(async () => {
  await db.sql`TRUNCATE provider_exchanges`;
  exchanges = createExchangeLog(db.engine, catchLog().log);
});
afterEach(() => stripeSays.resetHandlers());
afterAll(async () => {
  stripeSays.close();
  await Promise.all([simulator.close(), db.drop()]);
});

const connect = (apiBaseUrl: string | undefined = simulator.url, maxNetworkRetries = 0) =>
  createStripeProvider({
    ...{ secretKey, priceId: 'price_simulated', apiBaseUrl, maxNetworkRetries },
    ...{ newId: () => 'one', record: exchanges.record },
  });
const checkout = {
  orgId: 'ada',
  customerId: null,
  successUrl: 'https://jobrun.example/pay/abcdefghijklmnopqrstuv/done',
  cancelUrl: 'https://jobrun.example/pay/abcdefghijklmnopqrstuv/cancelled',
  idempotencyKey: 'the-key-of-this-request',
};
const kept = async () => {
  await exchanges.idle();
  return db.sql`SELECT * FROM provider_exchanges ORDER BY id`;
};

test('a checkout: who asked, what was said and answered, and neither key nor page nor token', async () => {
  const { url, sessionId } = await connect().openCheckout(checkout);
  const rows = await kept();
  expect(rows).toMatchObject([
    { provider: 'stripe', org_id: 'ada', method: 'POST', path: '/v1/checkout/sessions', status: 200 },
  ]);
  expect(rows[0]?.request).toMatchObject({ mode: 'subscription', client_reference_id: 'ada' });
  expect(rows[0]?.response).toMatchObject({ id: sessionId, url: '[redacted]', status: 'open' });
  const everything = JSON.stringify(rows);
  for (const secret of [url, secretKey, 'abcdefghijklmnopqrstuv', 'the-key-of-this-request']) {
    expect(everything).not.toContain(secret);
  }
  expect(everything).not.toMatch(/authorization/i);
});

test('a subscription is its organization’s, and a client secret deep in an answer is not kept', async () => {
  const provider = connect();
  const { sessionId } = await provider.openCheckout(checkout);
  const { id } = simulator.stripe.pay(sessionId);
  await provider.fetchSubscription(id);
  expect((await kept()).at(-1)).toMatchObject({
    ...{ org_id: 'ada', method: 'GET', path: `/v1/subscriptions/${id}`, status: 200 },
  });
  stripeSays.use(
    http.get('https://api.stripe.com/v1/subscriptions/sub_1', () =>
      HttpResponse.json({ id: 'sub_1', invoices: [{ intent: { client_secret: 'pi_1_secret_2' } }] }),
    ),
  );
  await createStripeProvider({
    ...{ secretKey, priceId: 'p', newId: () => 'x', maxNetworkRetries: 0, record: exchanges.record },
  })
    .fetchSubscription('sub_1')
    .catch(() => {});
  const last = (await kept()).at(-1);
  expect(last?.response).toEqual({ id: 'sub_1', invoices: [{ intent: { client_secret: '[redacted]' } }] });
});

test('a refusal and an unreadable answer are kept as they came', async () => {
  await connect().fetchSubscription('sub_nobody_knows');
  stripeSays.use(
    http.get('https://api.stripe.com/v1/subscriptions/sub_2', () => HttpResponse.text('{"id":"sub')),
  );
  await expect(
    createStripeProvider({
      ...{ secretKey, priceId: 'p', newId: () => 'x', maxNetworkRetries: 0, record: exchanges.record },
    }).fetchSubscription('sub_2'),
  ).rejects.toMatchObject({ isRetryable: true });
  const rows = await kept();
  expect(rows.map(({ status }) => status)).toEqual([404, 200]);
  expect(rows[0]?.response).toMatchObject({ error: { code: 'resource_missing' } });
  expect(rows[1]?.response).toEqual({ failure: expect.any(String) });
});

test('each try is one of its own, also where nobody answers', async () => {
  const asked = connect(await deadAddress(), 1).fetchSubscription('sub_1');
  await expect(asked).rejects.toMatchObject({ isRetryable: true });
  const rows = await kept();
  expect(rows.map(({ status }) => status)).toEqual([null, null]);
  expect(rows[0]?.response).toEqual({ failure: expect.stringContaining('ECONNREFUSED') });
});

test('a try that Stripe turned away and its repetition are two', async () => {
  let asked = 0;
  stripeSays.use(
    http.get('https://api.stripe.com/v1/subscriptions/sub_3', () => {
      asked += 1;
      return asked === 1
        ? HttpResponse.json({ error: { message: 'oops', type: 'api_error' } }, { status: 500 })
        : HttpResponse.json({ error: { code: 'resource_missing', message: 'no' } }, { status: 404 });
    }),
  );
  const provider = createStripeProvider({
    ...{ secretKey, priceId: 'p', newId: () => 'x', maxNetworkRetries: 1, record: exchanges.record },
  });
  await provider.fetchSubscription('sub_3').catch(() => {});
  expect((await kept()).map(({ status }) => status)).toEqual([500, 404]);
});
