/** Asks the provider what a subscription is now. Its events come late and out of order; only this answer counts. */
import type { PaymentGateEvent, SubscriptionStatus } from '../../machines/payment-gate/index.ts';
import { isProviderFailure } from './failure.ts';
import type { PaymentProvider } from './port.ts';

export type RefetchOutcome =
  | {
      readonly kind: 'fetched';
      readonly event: Extract<PaymentGateEvent, { type: 'SUBSCRIPTION_FETCHED' }>;
    }
  /** The world said no; asking again is harmless. */
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'final'; readonly reason: string };

const STATUSES: Readonly<Record<SubscriptionStatus, true>> = {
  active: true,
  trialing: true,
  past_due: true,
  unpaid: true,
  paused: true,
  canceled: true,
  incomplete: true,
  incomplete_expired: true,
};

/** Rejects only on a bug; every failure of the provider is an outcome. */
export async function refetchSubscription(
  provider: PaymentProvider,
  subscriptionId: string,
): Promise<RefetchOutcome> {
  try {
    const fetched = await provider.fetchSubscription(subscriptionId);
    if (!fetched) return { kind: 'final', reason: `there is no ${subscriptionId}` };
    const { customerId, status, cancelAtPeriodEnd } = fetched;
    if (!isStatus(status)) return { kind: 'final', reason: `the status "${status}" is new to us` };
    return {
      kind: 'fetched',
      event: {
        type: 'SUBSCRIPTION_FETCHED',
        subscriptionId: fetched.subscriptionId,
        customerId,
        status,
        cancelAtPeriodEnd,
      },
    };
  } catch (error) {
    if (!isProviderFailure(error)) throw error;
    return { kind: error.isRetryable ? 'retry' : 'final', reason: error.message };
  }
}

function isStatus(status: string): status is SubscriptionStatus {
  return Object.hasOwn(STATUSES, status);
}
