/** Finds out which organization an event of the payment provider is about. */
import type { Queries } from '../platform/database/index.ts';
import type { PaymentSubject } from './payment-event.ts';

export interface PayingOrganization {
  readonly orgId: string;
  /** The owner's phone, E.164: the thread that the payment gate lives in. */
  readonly ownerPhone: string;
}

/**
 * The best pointer wins: what we wrote on the checkout, then what we wrote on the subscription, then ids that we
 * have seen before. A customer who pays for several organizations points at none of them. `null`: nobody we know.
 */
export async function findOrganizationOfEvent(
  sql: Queries,
  subject: PaymentSubject,
): Promise<PayingOrganization | null> {
  const [found] = await sql<PayingOrganization[]>`
    SELECT organizations.id AS "orgId", organizations.owner_phone AS "ownerPhone"
    FROM (
      SELECT 1 AS rank, ${subject.clientReferenceId}::text AS id
      UNION ALL
      SELECT 2, ${subject.metadataOrgId}::text
      UNION ALL
      SELECT 3, org_id FROM subscriptions WHERE subscription_id = ${subject.subscriptionId}
      UNION ALL
      SELECT 4, min(org_id) FROM subscriptions WHERE customer_id = ${subject.customerId} HAVING count(*) = 1
    ) AS pointer
    JOIN organizations ON organizations.id = pointer.id
    ORDER BY pointer.rank
    LIMIT 1`;
  return found ?? null;
}
