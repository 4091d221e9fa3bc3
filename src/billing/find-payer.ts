/** Finds the organization behind the token of a short link, with what is known of its subscription. */
import type { Queries } from '../platform/database/index.ts';

export interface Payer {
  readonly orgId: string;
  readonly isActive: boolean;
  readonly customerId: string | null;
  /** The last Checkout Session, open or not. */
  readonly checkoutSessionId: string | null;
  /** Where that session is opened, and until when; `null` once news about the payment made it worthless. */
  readonly checkout: { readonly url: string; readonly expiresAt: Date } | null;
}

interface Row extends Omit<Payer, 'checkout'> {
  readonly url: string | null;
  readonly expiresAt: Date | null;
}

/** Our tokens have 22 characters (122 random bits); an operator may have written another one. */
const TOKEN = /^[\w-]{8,64}$/;

/** `null` for a token that is nobody's. */
export async function findPayer(sql: Queries, token: string): Promise<Payer | null> {
  if (!TOKEN.test(token)) return null;
  const [row] = await sql<Row[]>`
    SELECT organizations.id AS "orgId", organizations.payment_active AS "isActive",
      subscriptions.customer_id AS "customerId", subscriptions.checkout_session_id AS "checkoutSessionId",
      subscriptions.checkout_url AS url, subscriptions.checkout_expires_at AS "expiresAt"
    FROM organizations
    LEFT JOIN subscriptions ON subscriptions.org_id = organizations.id
    WHERE organizations.pay_token = ${token}`;
  if (!row) return null;
  const { url, expiresAt, ...payer } = row;
  return { ...payer, checkout: url !== null && expiresAt !== null ? { url, expiresAt } : null };
}
