/** The official Stripe client over HTTP: against the simulator when all is well, and against what Stripe can do wrong. */
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createStripeProvider } from '../../src/providers/stripe/index.ts';
import { instantPace, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { deadAddress, resettingServer, silentServer } from './rude-server.ts';

const secretKey = 'sk_test_jobrun_tests';
const stripeSays = setupServer();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    twilio: { accountSid: 'AC1', authToken: 'token' },
    stripe: { secretKey, webhookSecret: 'whsec_tests' },
    numbers: [],
    pace: instantPace,
  });
  stripeSays.listen({ onUnhandledFrame: 'bypass' });
});
afterEach(() => stripeSays.resetHandlers());
afterAll(async () => {
  stripeSays.close();
  await simulator.close();
});

let ids = 0;
interface Connection {
  readonly secretKey?: string;
  readonly apiBaseUrl?: string | undefined;
  readonly timeoutMs?: number;
}
const connect = (connection: Connection = {}) =>
  createStripeProvider({
    secretKey,
    priceId: 'price_simulated',
    apiBaseUrl: simulator.url,
    newId: () => String(++ids),
    maxNetworkRetries: 0,
    ...connection,
  });
const checkout = (orgId: string, key = `key-${++ids}`) => ({
  orgId,
  customerId: null,
  successUrl: 'https://jobrun.example/pay/token-of-ada/done',
  cancelUrl: 'https://jobrun.example/pay/token-of-ada/cancelled',
  idempotencyKey: key,
});

describe('a checkout', () => {
  test('is a subscription for exactly this organization', async () => {
    const open = await connect().openCheckout(checkout('ada'));
    const session = simulator.stripe.sessions().at(-1);
    expect(open).toEqual({
      sessionId: session?.id,
      url: session?.url,
      expiresAt: new Date((session?.expires_at ?? 0) * 1000),
    });
    expect(session).toMatchObject({
      mode: 'subscription',
      client_reference_id: 'ada',
      metadata: { org_id: 'ada' },
    });
    expect(session).toMatchObject({
      success_url: 'https://jobrun.example/pay/token-of-ada/done',
      cancel_url: 'https://jobrun.example/pay/token-of-ada/cancelled',
    });
  });

  test('asked for twice with one key is one', async () => {
    const provider = connect();
    const [first, second] = [
      await provider.openCheckout(checkout('bob', 'same')),
      await provider.openCheckout(checkout('bob', 'same')),
    ];
    expect(second).toEqual(first);
    const another = provider.openCheckout({ ...checkout('bob', 'same'), orgId: 'eve' });
    await expect(another).rejects.toMatchObject({ name: 'StripeFailure', isRetryable: true });
  });

  test('tells whether somebody has paid', async () => {
    const provider = connect();
    const { sessionId } = await provider.openCheckout(checkout('cleo'));
    expect(await provider.checkoutState(sessionId)).toBe('open');
    simulator.stripe.pay(sessionId);
    expect(await provider.checkoutState(sessionId)).toBe('complete');
    const other = await provider.openCheckout(checkout('cleo'));
    simulator.stripe.expire(other.sessionId);
    expect(await provider.checkoutState(other.sessionId)).toBe('expired');
    expect(await provider.checkoutState('cs_nobody_knows')).toBeNull();
  });

  test('goes to the customer that we know, or to a new one when Stripe has deleted ours', async () => {
    const provider = connect();
    const { sessionId } = await provider.openCheckout(checkout('dan'));
    const { customer } = simulator.stripe.pay(sessionId);
    await provider.openCheckout({ ...checkout('dan'), customerId: customer });
    expect(simulator.stripe.sessions().at(-1)?.customer).toBe(customer);
    await provider.openCheckout({ ...checkout('dan'), customerId: 'cus_deleted' });
    expect(simulator.stripe.sessions().at(-1)?.customer).toBeNull();
  });

  test('for a price that does not exist is ours to mend, not to repeat', async () => {
    const provider = createStripeProvider({
      secretKey,
      priceId: 'price_wrong',
      apiBaseUrl: simulator.url,
      newId: () => 'x',
    });
    await expect(provider.openCheckout(checkout('eve'))).rejects.toMatchObject({
      isRetryable: false,
      code: 'resource_missing',
    });
  });
});

describe('a subscription', () => {
  test('is fetched as it is now, with the organization that it was made for', async () => {
    const provider = connect();
    const { sessionId } = await provider.openCheckout(checkout('fay'));
    const { id, customer } = simulator.stripe.pay(sessionId);
    const paid = {
      subscriptionId: id,
      customerId: customer,
      status: 'active',
      cancelAtPeriodEnd: false,
      orgId: 'fay',
    };
    expect(await provider.fetchSubscription(id)).toEqual(paid);
    simulator.stripe.cancel(id, { atPeriodEnd: true });
    expect(await provider.fetchSubscription(id)).toEqual({ ...paid, cancelAtPeriodEnd: true });
    simulator.stripe.endPeriod(id);
    expect(await provider.fetchSubscription(id)).toMatchObject({ status: 'canceled' });
  });

  test('that Stripe does not know is null', async () => {
    expect(await connect().fetchSubscription('sub_nobody_knows')).toBeNull();
  });
});

test('every click on the portal gets a session of its own', async () => {
  const provider = connect();
  const { sessionId } = await provider.openCheckout(checkout('gus'));
  const { customer } = simulator.stripe.pay(sessionId);
  const first = await provider.openPortal(customer, 'https://jobrun.example/portal/t/done');
  const second = await provider.openPortal(customer, 'https://jobrun.example/portal/t/done');
  expect(first).toMatch(/^http/);
  expect(second).not.toBe(first);
  await expect(provider.openPortal('cus_deleted', 'https://jobrun.example')).rejects.toMatchObject({
    isRetryable: false,
  });
});

describe('worth another try', () => {
  const subscription = 'https://api.stripe.com/v1/subscriptions/sub_1';
  test.each([
    ['429', () => HttpResponse.json({ error: { message: 'slow down' } }, { status: 429 })],
    ['500', () => HttpResponse.json({ error: { message: 'oops', type: 'api_error' } }, { status: 500 })],
    ['503 in HTML', () => HttpResponse.html('<h1>maintenance</h1>', { status: 503 })],
    ['409', () => HttpResponse.json({ error: { message: 'in use' } }, { status: 409 })],
    ['200 with garbage', () => HttpResponse.text('{"id":"sub', { status: 200 })],
  ])('%s', async (_, answer) => {
    stripeSays.use(http.get(subscription, answer));
    const failed = connect({ apiBaseUrl: undefined }).fetchSubscription('sub_1');
    await expect(failed).rejects.toMatchObject({ name: 'StripeFailure', isRetryable: true });
  });

  test('nobody there, a cut connection, silence', async () => {
    for (const apiBaseUrl of [await deadAddress(), await resettingServer(), await silentServer()]) {
      const failed = connect({ apiBaseUrl, timeoutMs: 50 }).fetchSubscription('sub_1');
      await expect(failed).rejects.toMatchObject({ isRetryable: true });
    }
  });

  test('a wrong key, because it is ours to mend; the message does not show it', async () => {
    const failed = connect({ secretKey: 'sk_test_an_old_key' }).fetchSubscription('sub_1');
    await expect(failed).rejects.toMatchObject({ isRetryable: true });
    await expect(failed).rejects.not.toThrow(/sk_test_an_old_key/);
  });
});

test('a base URL with a path, or one that is no URL, is refused at once', () => {
  expect(() => connect({ apiBaseUrl: 'http://127.0.0.1:1/stripe' })).toThrow('without a path');
  expect(() => connect({ apiBaseUrl: 'ftp://127.0.0.1' })).toThrow('without a path');
  expect(() => connect({ apiBaseUrl: 'nonsense' })).toThrow();
});
