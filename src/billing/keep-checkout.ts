/** Stores a new Checkout Session, unless somebody else stored one since we looked: then theirs is the one that counts. */
import type { Queries } from '../platform/database/index.ts';
import type { Payer } from './find-payer.ts';
import type { OpenCheckout } from './port.ts';

/** Answers with the page that this organization pays on: the new one, or the one that came first. */
export async function keepFirstCheckout(
  sql: Queries,
  payer: Pick<Payer, 'orgId' | 'checkoutSessionId'>,
  made: OpenCheckout & { readonly now: Date },
): Promise<string> {
  const stored = await sql`
    INSERT INTO subscriptions AS kept
      (org_id, checkout_session_id, checkout_url, checkout_expires_at, updated_at)
    VALUES (${payer.orgId}, ${made.sessionId}, ${made.url}, ${made.expiresAt}, ${made.now})
    ON CONFLICT (org_id) DO UPDATE SET checkout_session_id = excluded.checkout_session_id,
      checkout_url = excluded.checkout_url, checkout_expires_at = excluded.checkout_expires_at,
      updated_at = excluded.updated_at
    WHERE kept.checkout_session_id IS NOT DISTINCT FROM ${payer.checkoutSessionId}
    RETURNING org_id`;
  if (stored.length > 0) return made.url;
  const [theirs] = await sql<{ url: string | null }[]>`
    SELECT checkout_url AS url FROM subscriptions WHERE org_id = ${payer.orgId}`;
  return theirs?.url ?? made.url;
}
