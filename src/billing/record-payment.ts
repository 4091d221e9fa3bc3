/** Writes down where an organization's payment stands, in the transaction of the step that decided it. */
import type { Queries } from '../platform/database/index.ts';
import { startTrial } from './trial.ts';

export interface PaymentStanding {
  readonly orgId: string;
  /** May the service work for them? */
  readonly isActive: boolean;
  readonly standing: 'active' | 'grace' | 'stopped';
  /** Left out: what is known stays. */
  readonly customerId?: string;
  readonly subscriptionId?: string;
  readonly now: Date;
}

/**
 * Keeps the subscription's row and `organizations.payment_active` (a trigger keeps `payment_activated_at`). The open
 * checkout is forgotten: after any news about the payment, its page is not where anybody should be sent. Its id
 * stays, because the next checkout must not be taken for a repetition of it.
 */
export async function recordPayment(tx: Queries, payment: PaymentStanding): Promise<void> {
  const { orgId, isActive, standing, now } = payment;
  await tx`
    INSERT INTO subscriptions AS kept (org_id, standing, customer_id, subscription_id, updated_at)
    VALUES (${orgId}, ${standing}, ${payment.customerId ?? null}, ${payment.subscriptionId ?? null}, ${now})
    ON CONFLICT (org_id) DO UPDATE SET standing = excluded.standing,
      customer_id = coalesce(excluded.customer_id, kept.customer_id),
      subscription_id = coalesce(excluded.subscription_id, kept.subscription_id),
      checkout_url = NULL, checkout_expires_at = NULL, updated_at = excluded.updated_at`;
  await tx`
    UPDATE organizations SET payment_active = ${isActive}
    WHERE id = ${orgId} AND payment_active IS DISTINCT FROM ${isActive}`;
  if (isActive) await startTrial(tx, payment);
}
