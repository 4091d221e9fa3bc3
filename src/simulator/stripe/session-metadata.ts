/** `subscription_data[metadata]` is no field of a session: Stripe keeps it until the subscription is made. */
import type { Session } from './objects/session.ts';

const kept = new WeakMap<Session, Record<string, string>>();

export function keepSubscriptionMetadata(session: Session, metadata: Record<string, string>): void {
  kept.set(session, metadata);
}

export function subscriptionMetadata(session: Session): Record<string, string> {
  return { ...kept.get(session) };
}
