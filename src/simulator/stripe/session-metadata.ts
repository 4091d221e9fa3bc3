/** `subscription_data` is no field of a session: Stripe keeps it until the subscription is made. */
import type { Session } from './objects/session.ts';

export interface SubscriptionData {
  readonly metadata: Record<string, string>;
  /** Free days before the first payment; 0: none. */
  readonly trialDays: number;
}

const kept = new WeakMap<Session, SubscriptionData>();

export function keepSubscriptionData(session: Session, data: SubscriptionData): void {
  kept.set(session, data);
}

export function subscriptionData(session: Session): SubscriptionData {
  const { metadata, trialDays } = kept.get(session) ?? { metadata: {}, trialDays: 0 };
  return { metadata: { ...metadata }, trialDays };
}
