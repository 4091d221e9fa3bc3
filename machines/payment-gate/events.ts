/** What can happen to an organization's subscription. Only Stripe's own words move the money side. */

/** Stripe's subscription statuses (API 2026-10-28). One that Stripe may add later changes nothing here. */
export type SubscriptionStatus =
  | 'active'
  | 'trialing'
  | 'past_due'
  | 'unpaid'
  | 'paused'
  | 'canceled'
  | 'incomplete'
  | 'incomplete_expired';

export type PaymentGateEvent =
  | { type: 'PAYMENT_ASKED' }
  | {
      type: 'STRIPE_EVENT_RECEIVED';
      eventType: string;
      subscriptionId: string | null;
      customerId: string | null;
    }
  | {
      type: 'SUBSCRIPTION_FETCHED';
      subscriptionId: string;
      customerId: string | null;
      status: SubscriptionStatus;
      cancelAtPeriodEnd: boolean;
    }
  | { type: 'TEXT_FAILED'; text: string; reason: string };
