/** What billing needs from whoever takes the money. A provider implements it. */

export interface CheckoutToOpen {
  readonly orgId: string;
  readonly customerId: string | null;
  /** Free days before the first payment; unset: none. */
  readonly trialDays?: number;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** Same key, same session: a double click makes one. */
  readonly idempotencyKey: string;
}

export interface OpenCheckout {
  readonly sessionId: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/** `open`: somebody can still pay there; `complete`: somebody has; `expired`: nobody can any more. */
export type CheckoutState = 'open' | 'complete' | 'expired';

/** A subscription as the provider knows it now. `status` is Stripe's own word. */
export interface FetchedSubscription {
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly status: string;
  readonly cancelAtPeriodEnd: boolean;
  /** Our organization's id, from the subscription's metadata. */
  readonly orgId: string | null;
}

/** Failures of the world reject with a `ProviderFailure` (./failure.ts), which tells whether another try is worth it. */
export interface PaymentProvider {
  openCheckout(checkout: CheckoutToOpen): Promise<OpenCheckout>;
  /** Null when the provider does not know it. */
  checkoutState(sessionId: string): Promise<CheckoutState | null>;
  /** Null when the provider does not know it. */
  fetchSubscription(subscriptionId: string): Promise<FetchedSubscription | null>;
  /** A short-lived, single-use link to the customer portal. */
  openPortal(customerId: string, returnUrl: string): Promise<string>;
}
