import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LieKind, stripeRetryDelaysMs, wallClock } from '../../src/simulator/index.ts';
import { until } from '../support/until.ts';
import { recorded, type StoppedClock, stoppedClock } from './support/lies.ts';
import { type Stand, secretKey, startStand, webhookSecret } from './support/stand.ts';

let stand: Stand;
let clock: StoppedClock;
let aheadMs = 0;
beforeAll(async () => {
  clock = stoppedClock();
  stand = await startStand({ clock, now: () => new Date(Date.now() + aheadMs) });
});
afterAll(() => stand.close());
beforeEach(() => stand.sim.lies.set({ rate: 0 }));

const lie = (kind: LieKind, seed = 1) => stand.sim.lies.set({ seed, rate: 1, kinds: [kind] });
const truth = () => stand.sim.lies.set({ kinds: [] });
const happen = (id: string) => stand.sim.stripe.sendEvent({ type: 'customer.updated', object: { id } });
/** The ids of the objects in the events that came, in order; a wrong signature throws. */
const came = (prefix: string) =>
  stand.service
    .at('/stripe')
    .map(({ raw, headers }) =>
      stand.stripe.webhooks.constructEvent(raw, headers.get('stripe-signature') ?? '', webhookSecret),
    )
    .map((event) => ('id' in event.data.object ? String(event.data.object.id) : ''))
    .filter((id) => id.startsWith(prefix));

describe('an event of Stripe', () => {
  it('comes late, freshly signed, and holds up no other', async () => {
    lie('stripe_late');
    happen('late_1');
    await stand.sim.waitFor(() => stand.sim.lies.withheld() === 1);
    expect(clock.waiting[0]).toBeGreaterThanOrEqual(1000);
    expect(clock.waiting[0]).toBeLessThanOrEqual(3_600_000);
    truth();
    happen('late_2');
    await stand.sim.waitFor(() => came('late').length === 1);
    aheadMs = 600_000;
    clock.letGo();
    await stand.sim.waitFor(() => came('late').length === 2);
    expect(came('late')).toEqual(['late_2', 'late_1']);
    const { raw, headers } = stand.service.at('/stripe').at(-1) ?? {};
    const signedAt = Number(/^t=(\d+)/.exec(headers?.get('stripe-signature') ?? '')?.[1]);
    expect(signedAt - JSON.parse(raw ?? '{}').created).toBeGreaterThanOrEqual(600);
    aheadMs = 0;
  });

  it('comes two or three times', async () => {
    lie('stripe_repeat');
    const { id } = happen('twice_1');
    await stand.sim.waitFor(() => came('twice').length > 1);
    const over = await stand.sim.waitFor(() => stand.sim.stripe.events().find((event) => event.id === id));
    await stand.sim.waitFor(() => over.pending_webhooks === 0);
    expect(new Set(came('twice'))).toEqual(new Set(['twice_1']));
  });

  it('is overtaken by a later one', async () => {
    lie('stripe_reorder');
    happen('order_1');
    await stand.sim.waitFor(() => stand.sim.lies.withheld() === 1);
    truth();
    happen('order_2');
    await stand.sim.waitFor(() => came('order').length === 2);
    expect(came('order')).toEqual(['order_2', 'order_1']);
  });
});

describe('Stripe’s API', () => {
  const client = (options: { timeout?: number } = {}) =>
    new Stripe(secretKey, {
      ...{ host: '127.0.0.1', port: stand.sim.port, protocol: 'http' as const },
      ...{ maxNetworkRetries: 0, ...options },
    });
  const order: Stripe.Checkout.SessionCreateParams = {
    mode: 'subscription',
    line_items: [{ price: 'price_simulated', quantity: 1 }],
  };
  const sessions = () => stand.sim.stripe.sessions().length;

  it('says that it is asked too often, and has done nothing', async () => {
    lie('stripe_429');
    const before = sessions();
    await expect(client().checkout.sessions.create(order)).rejects.toMatchObject({
      type: 'StripeRateLimitError',
      statusCode: 429,
    });
    expect(sessions()).toBe(before);
  });

  it('fails, done or not; the same key then gets what was done', async () => {
    lie('stripe_500');
    const done = new Set<number>();
    for (let n = 1; n <= 8; n += 1) {
      const before = sessions();
      const key = { idempotencyKey: `failing-${n}` };
      lie('stripe_500');
      await expect(client().checkout.sessions.create(order, key)).rejects.toMatchObject({ statusCode: 500 });
      done.add(sessions() - before);
      truth();
      await client().checkout.sessions.create(order, key);
      expect(sessions()).toBe(before + 1);
    }
    expect([...done].sort()).toEqual([0, 1]);
  });

  it('says nothing until the client gives up', async () => {
    lie('stripe_silence');
    await expect(client({ timeout: 200 }).checkout.sessions.create(order)).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
  });
});

describe('events that nobody takes', () => {
  it('are tried for three days, which pass as fast as the clock goes', async () => {
    const hours = stripeRetryDelaysMs.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBe(72);
    const speed = 10_000_000;
    const other = await startStand({
      clock: wallClock(speed),
      stripe: { secretKey, webhookSecret, retryDelaysMs: stripeRetryDelaysMs },
    });
    try {
      other.service.on('/refuses', () => new Response('no', { status: 503 }));
      other.sim.stripe.setWebhookUrl(`${other.service.url}/refuses`);
      const event = other.sim.stripe.sendEvent({ type: 'customer.updated', object: { id: 'cus_1' } });
      await other.sim.waitFor(() => other.service.at('/refuses').length === stripeRetryDelaysMs.length + 1);
      const over = await until(async () => (await recorded(other.sim, 'stripe_event_over'))[0]);
      expect(over).toMatchObject({ id: event.id, isTaken: false });
      expect(await recorded(other.sim, 'stripe_event')).toMatchObject([{ id: event.id, object: 'cus_1' }]);
      const signed = other.service.at('/refuses').map(({ headers }) => headers.get('stripe-signature'));
      expect(signed.every(Boolean)).toBe(true);
    } finally {
      await other.close();
    }
  });
});
