/** What the pretend Stripe remembers, each object in the shape in which it goes over the wire. */
import type { Customer } from './objects/customer.ts';
import type { StripeEvent } from './objects/event.ts';
import type { Invoice } from './objects/invoice.ts';
import type { PortalSession } from './objects/portal-session.ts';
import type { Session } from './objects/session.ts';
import type { Subscription } from './objects/subscription.ts';

export interface StripeState {
  readonly sessions: Map<string, Session>;
  readonly customers: Map<string, Customer>;
  readonly subscriptions: Map<string, Subscription>;
  readonly invoices: Map<string, Invoice>;
  readonly portalSessions: Map<string, PortalSession>;
  /** Oldest first. */
  readonly events: Map<string, StripeEvent>;
  /** First answers by idempotency key. */
  readonly firstAnswers: Map<string, FirstAnswer>;
  /** Events leave one after the other, in the order in which they happened. */
  lastDelivery: Promise<void>;
}

export interface FirstAnswer {
  /** Path and parameters: the same key with another fingerprint is an error. */
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}

export function createStripeState(): StripeState {
  return {
    sessions: new Map(),
    customers: new Map(),
    subscriptions: new Map(),
    invoices: new Map(),
    portalSessions: new Map(),
    events: new Map(),
    firstAnswers: new Map(),
    lastDelivery: Promise.resolve(),
  };
}
