/** Stripe as tests and players hold it: pay, fail, cancel, and send events, also twice. */
import type { World } from '../world.ts';
import {
  cancel,
  endPeriod,
  failPayment,
  type Payer,
  payCheckout,
  payOpenInvoice,
  resume,
} from './billing.ts';
import type { Customer } from './objects/customer.ts';
import type { StripeEvent } from './objects/event.ts';
import type { Invoice } from './objects/invoice.ts';
import type { Session } from './objects/session.ts';
import type { Subscription } from './objects/subscription.ts';
import { happened, sendEvent } from './send-event.ts';
import { expireSession, sessionAt } from './sessions.ts';

export interface StripeControl {
  setWebhookUrl(url: string | null): void;
  /** All oldest first. */
  sessions(): readonly Session[];
  customers(): readonly Customer[];
  subscriptions(): readonly Subscription[];
  invoices(): readonly Invoice[];
  events(): readonly StripeEvent[];
  /** Presses "Pay" on the checkout page. Every act throws when the object is unknown or in the wrong state. */
  pay(sessionId: string, payer?: Payer): Subscription;
  expire(sessionId: string): void;
  failPayment(subscriptionId: string): void;
  payInvoice(subscriptionId: string): void;
  cancel(subscriptionId: string, options?: { atPeriodEnd?: boolean }): void;
  resume(subscriptionId: string): void;
  /** A month passes. */
  endPeriod(subscriptionId: string): void;
  /** A new event about any object, or an old one again under its id. */
  sendEvent(event: { eventId: string } | { type: string; object: unknown }): StripeEvent;
}

export function stripeControl(world: World): StripeControl {
  const { stripe } = world;
  const subscription = (id: string) => known(stripe.subscriptions.get(id), id);
  const session = (id: string) => known(sessionAt(world, id), id);
  return {
    setWebhookUrl(url) {
      world.settings.stripe.webhookUrl = url;
    },
    sessions: () => [...stripe.sessions.values()],
    customers: () => [...stripe.customers.values()],
    subscriptions: () => [...stripe.subscriptions.values()],
    invoices: () => [...stripe.invoices.values()],
    events: () => [...stripe.events.values()],
    pay: (id, payer) => payCheckout(world, session(id), payer),
    expire: (id) => expireSession(world, session(id)),
    failPayment: (id) => failPayment(world, subscription(id)),
    payInvoice: (id) => payOpenInvoice(world, subscription(id)),
    cancel: (id, options) => cancel(world, subscription(id), options),
    resume: (id) => resume(world, subscription(id)),
    endPeriod: (id) => endPeriod(world, subscription(id)),
    sendEvent(order) {
      if ('type' in order) return happened(world, order.type, { object: order.object });
      const event = known(stripe.events.get(order.eventId), order.eventId);
      sendEvent(world, event);
      return event;
    },
  };
}

function known<T>(found: T | undefined, id: string): T {
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}
