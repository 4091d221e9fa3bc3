/** What happens to money: a checkout is paid, a month begins, a payment fails, a subscription ends. */
import type { World } from '../world.ts';
import { newCustomer } from './objects/customer.ts';
import { type Invoice, newInvoice } from './objects/invoice.ts';
import type { Session } from './objects/session.ts';
import { newSubscription, type Subscription } from './objects/subscription.ts';
import { aMonthLater, seconds } from './objects/time.ts';
import { happened } from './send-event.ts';
import { subscriptionData } from './session-metadata.ts';

export interface Payer {
  readonly email?: string;
  readonly name?: string;
}

/** Throws when the session is not open. */
export function payCheckout(world: World, session: Session, payer: Payer = {}): Subscription {
  if (session.status !== 'open') throw new Error(`the session ${session.id} is ${session.status}`);
  const { stripe, settings } = world;
  const created = seconds(settings.now());
  const email = payer.email ?? session.customer_email ?? 'owner@example.com';
  const known = session.customer ? stripe.customers.get(session.customer) : undefined;
  const customer =
    known ?? newCustomer({ created, email, name: payer.name ?? null, currency: session.currency });
  stripe.customers.set(customer.id, customer);

  const { metadata, trialDays } = subscriptionData(session);
  const subscription = newSubscription({
    created,
    customer: customer.id,
    metadata,
    price: settings.stripe.price,
    trialDays,
  });
  stripe.subscriptions.set(subscription.id, subscription);
  const invoice = addInvoice(world, subscription, { reason: 'subscription_create', isPaid: true });

  Object.assign(session, {
    status: 'complete',
    payment_status: trialDays > 0 ? 'no_payment_required' : 'paid',
    customer: customer.id,
    subscription: subscription.id,
    invoice: invoice.id,
    url: null,
    customer_details: {
      email,
      name: customer.name,
      phone: null,
      address: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  });
  happened(world, 'checkout.session.completed', { object: session });
  happened(world, 'customer.subscription.created', { object: subscription });
  happened(world, 'invoice.paid', { object: invoice });
  world.feed.emit({ type: 'stripe', id: session.id });
  return subscription;
}

function addInvoice(
  world: World,
  subscription: Subscription,
  order: { reason: 'subscription_create' | 'subscription_cycle'; isPaid: boolean },
): Invoice {
  const item = subscription.items.data[0];
  const created = seconds(world.settings.now());
  const period = { start: item?.current_period_start ?? created, end: item?.current_period_end ?? created };
  const invoice = newInvoice(subscription, {
    ...order,
    created,
    period,
    publicUrl: world.settings.publicUrl,
  });
  world.stripe.invoices.set(invoice.id, invoice);
  subscription.latest_invoice = invoice.id;
  return invoice;
}

/** The card of the next month is declined. */
export function failPayment(world: World, subscription: Subscription): void {
  refuseEnded(subscription);
  const invoice = addInvoice(world, subscription, { reason: 'subscription_cycle', isPaid: false });
  happened(world, 'invoice.payment_failed', { object: invoice });
  update(world, subscription, { status: 'past_due' });
}

/** Throws when nothing is owed. */
export function payOpenInvoice(world: World, subscription: Subscription): void {
  const invoice = subscription.latest_invoice
    ? world.stripe.invoices.get(subscription.latest_invoice)
    : undefined;
  if (invoice?.status !== 'open') throw new Error(`${subscription.id} has no open invoice`);
  Object.assign(invoice, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: seconds(world.settings.now()) },
  });
  happened(world, 'invoice.paid', { object: invoice });
  update(world, subscription, { status: 'active' });
}

export function cancel(world: World, subscription: Subscription, { atPeriodEnd = false } = {}): void {
  refuseEnded(subscription);
  const at = seconds(world.settings.now());
  const cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: 'cancellation_requested' as const,
  };
  if (atPeriodEnd) {
    const cancel_at = subscription.items.data[0]?.current_period_end ?? at;
    update(world, subscription, {
      cancel_at_period_end: true,
      cancel_at,
      canceled_at: at,
      cancellation_details,
    });
    return;
  }
  Object.assign(subscription, { status: 'canceled', canceled_at: at, ended_at: at, cancellation_details });
  happened(world, 'customer.subscription.deleted', { object: subscription });
  world.feed.emit({ type: 'stripe', id: subscription.id });
}

/** Takes back a cancellation at the period's end. */
export function resume(world: World, subscription: Subscription): void {
  refuseEnded(subscription);
  update(world, subscription, { cancel_at_period_end: false, cancel_at: null, canceled_at: null });
}

/** A month passes: the subscription is renewed and paid, or ends if that was asked for. */
export function endPeriod(world: World, subscription: Subscription): void {
  if (subscription.cancel_at_period_end) {
    cancel(world, subscription);
    return;
  }
  refuseEnded(subscription);
  for (const item of subscription.items.data) {
    item.current_period_start = item.current_period_end;
    item.current_period_end = aMonthLater(item.current_period_end);
  }
  const invoice = addInvoice(world, subscription, { reason: 'subscription_cycle', isPaid: true });
  happened(world, 'invoice.paid', { object: invoice });
  update(world, subscription, { status: 'active' });
}

function refuseEnded(subscription: Subscription): void {
  if (subscription.status === 'canceled') throw new Error(`${subscription.id} is canceled`);
}

function update(world: World, subscription: Subscription, change: Partial<Subscription>): void {
  const before = new Map(Object.entries(subscription));
  const previous = Object.fromEntries(Object.keys(change).map((field) => [field, before.get(field)]));
  Object.assign(subscription, change);
  happened(world, 'customer.subscription.updated', { object: subscription, previous });
  world.feed.emit({ type: 'stripe', id: subscription.id });
}
