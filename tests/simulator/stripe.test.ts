import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stand, secretKey, startStand, webhookSecret } from './support/stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

const order = (organization: string): Stripe.Checkout.SessionCreateParams => ({
  mode: 'subscription',
  line_items: [{ price: 'price_simulated', quantity: 1 }],
  client_reference_id: organization,
  metadata: { organization },
  subscription_data: { metadata: { organization, plan: 'monthly' } },
  success_url: `${stand.service.url}/paid?session={CHECKOUT_SESSION_ID}`,
  cancel_url: `${stand.service.url}/not-paid`,
});

/** The events that the service was sent and whose signature is right. */
const events = () =>
  stand.service
    .at('/stripe')
    .map((got) =>
      stand.stripe.webhooks.constructEvent(got.raw, got.headers.get('stripe-signature') ?? '', webhookSecret),
    );
const eventsAbout = (text: string) => events().filter((event) => JSON.stringify(event).includes(text));

async function paidSubscription(organization: string): Promise<Stripe.Subscription> {
  const session = await stand.stripe.checkout.sessions.create(order(organization));
  const { id } = stand.sim.stripe.pay(session.id);
  await stand.sim.waitFor(() => eventsAbout(id).length === 3);
  return stand.stripe.subscriptions.retrieve(id);
}

describe('a checkout session', () => {
  it('is made, paid, and tells of it in three signed events', async () => {
    const session = await stand.stripe.checkout.sessions.create(order('org-1'));
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      client_reference_id: 'org-1',
      amount_total: 1000,
      currency: 'gbp',
      subscription: null,
    });
    expect(session.url).toBe(`${stand.sim.url}/stripe/checkout/${session.id}`);

    const { id } = stand.sim.stripe.pay(session.id, { email: 'ann@example.com' });
    await stand.sim.waitFor(() => eventsAbout(id).length === 3);
    expect(eventsAbout(id).map((event) => event.type)).toEqual([
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.paid',
    ]);
    const completed = eventsAbout(id)[0];
    expect(completed).toMatchObject({
      api_version: '2026-10-28.endive',
      data: {
        object: {
          client_reference_id: 'org-1',
          payment_status: 'paid',
          status: 'complete',
          subscription: id,
        },
      },
    });
    expect(await stand.stripe.events.retrieve(completed?.id ?? '')).toMatchObject({ pending_webhooks: 0 });

    const subscription = await stand.stripe.subscriptions.retrieve(id);
    expect(subscription).toMatchObject({
      status: 'active',
      cancel_at_period_end: false,
      metadata: { organization: 'org-1', plan: 'monthly' },
    });
    const [item] = subscription.items.data;
    const days = ((item?.current_period_end ?? 0) - (item?.current_period_start ?? 0)) / 86_400;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(31);
    const invoice = eventsAbout(id)[2]?.data.object;
    expect(invoice).toMatchObject({ status: 'paid', parent: { subscription_details: { subscription: id } } });

    const customer = await stand.stripe.customers.retrieve(String(subscription.customer));
    expect(customer).toMatchObject({ email: 'ann@example.com' });
    const listed = await stand.stripe.subscriptions.list({ customer: customer.id });
    expect(listed.data.map((one) => one.id)).toEqual([id]);
    expect(() => stand.sim.stripe.pay(session.id)).toThrow('complete');
  });

  it('answers the same idempotency key with the same session, and refuses it with other parameters', async () => {
    const key = { idempotencyKey: 'org-2:checkout' };
    const first = await stand.stripe.checkout.sessions.create(order('org-2'), key);
    const second = await stand.stripe.checkout.sessions.create(order('org-2'), key);
    expect(second.id).toBe(first.id);
    const other = stand.stripe.checkout.sessions.create(order('org-3'), key);
    await expect(other).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    await expect(other).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
  });

  it('can be expired once', async () => {
    const session = await stand.stripe.checkout.sessions.create(order('org-4'));
    expect(await stand.stripe.checkout.sessions.expire(session.id)).toMatchObject({
      status: 'expired',
      url: null,
    });
    await expect(stand.stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({
      statusCode: 400,
    });
    expect(await stand.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'expired' });
  });

  it('is refused in Stripe’s way', async () => {
    const { stripe } = stand;
    await expect(
      stripe.checkout.sessions.create({ ...order('x'), line_items: [{ price: 'price_other', quantity: 1 }] }),
    ).rejects.toMatchObject({ code: 'resource_missing', param: 'line_items[0][price]', statusCode: 400 });
    await expect(stripe.checkout.sessions.create({ mode: 'subscription' })).rejects.toMatchObject({
      code: 'parameter_missing',
      param: 'line_items',
    });
    await expect(stripe.subscriptions.retrieve('sub_none')).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    });
    const stranger = new Stripe('sk_test_wrong', {
      host: '127.0.0.1',
      port: stand.sim.port,
      protocol: 'http',
    });
    await expect(stranger.events.list()).rejects.toMatchObject({ statusCode: 401 });
    expect(secretKey).not.toBe('sk_test_wrong');
  });
});

describe('a subscription', () => {
  it('goes past due when a payment fails and comes back when it is paid', async () => {
    const { id } = await paidSubscription('org-5');
    stand.sim.stripe.failPayment(id);
    await stand.sim.waitFor(() => eventsAbout(id).length === 5);
    expect(await stand.stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
    stand.sim.stripe.payInvoice(id);
    await stand.sim.waitFor(() => eventsAbout(id).length === 7);
    expect(
      eventsAbout(id)
        .slice(3)
        .map((event) => event.type),
    ).toEqual([
      'invoice.payment_failed',
      'customer.subscription.updated',
      'invoice.paid',
      'customer.subscription.updated',
    ]);
    expect(eventsAbout(id)[4]?.data.previous_attributes).toEqual({ status: 'active' });
    expect(await stand.stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' });
  });

  it('stays active until the end of the period when it is cancelled so', async () => {
    const { id } = await paidSubscription('org-6');
    stand.sim.stripe.cancel(id, { atPeriodEnd: true });
    expect(await stand.stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
    });
    stand.sim.stripe.endPeriod(id);
    await stand.sim.waitFor(() =>
      eventsAbout(id).some((event) => event.type === 'customer.subscription.deleted'),
    );
    expect(await stand.stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' });
    const left = await stand.stripe.subscriptions.list({
      customer: String((await paidSubscription('org-7')).customer),
    });
    expect(left.data).toHaveLength(1);
  });

  it('gets a portal session for its customer', async () => {
    const { customer } = await paidSubscription('org-8');
    const portal = await stand.stripe.billingPortal.sessions.create({
      customer: String(customer),
      return_url: 'https://example.com/back',
    });
    expect(portal.url).toBe(`${stand.sim.url}/stripe/portal/${portal.id}`);
  });
});

describe('events', () => {
  it('are tried again while the service is down, and can be sent twice on purpose', async () => {
    const { sim, service } = stand;
    let failures = 2;
    service.on('/flaky', () => {
      failures -= 1;
      return failures >= 0 ? new Response('down', { status: 503 }) : '{}';
    });
    sim.stripe.setWebhookUrl(`${service.url}/flaky`);
    const event = sim.stripe.sendEvent({ type: 'customer.updated', object: { id: 'cus_1' } });
    await sim.waitFor(() => event.pending_webhooks === 0);
    expect(service.at('/flaky')).toHaveLength(3);
    expect(new Set(service.at('/flaky').map((got) => got.raw)).size).toBe(1);

    sim.stripe.sendEvent({ eventId: event.id });
    await sim.waitFor(() => service.at('/flaky').length === 4);
    expect(JSON.parse(service.at('/flaky')[3]?.raw ?? '')).toMatchObject({ id: event.id });
    sim.stripe.setWebhookUrl(`${service.url}/stripe`);
  });

  it('are listed newest first, with a cursor', async () => {
    const all: string[] = [];
    for await (const event of stand.stripe.events.list({ limit: 3 })) all.push(event.id);
    expect(all).toEqual([...stand.sim.stripe.events()].reverse().map((event) => event.id));
    expect(all.length).toBeGreaterThan(3);
  });
});
