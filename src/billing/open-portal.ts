/** The verb behind /portal/:token: a fresh link to the provider's customer portal, where card and subscription are managed. */
import { isProviderFailure, type ProviderFailure } from './failure.ts';
import { findPayer } from './find-payer.ts';
import type { Billing } from './open-checkout.ts';

export type PortalOutcome =
  | { readonly kind: 'opened'; readonly orgId: string; readonly url: string }
  /** Nobody has paid through the provider yet, so there is nothing to manage. */
  | { readonly kind: 'no_customer'; readonly orgId: string }
  | { readonly kind: 'unknown_token' }
  | { readonly kind: 'unavailable'; readonly orgId: string; readonly failure: ProviderFailure };

/** A portal session works once and for a short time: every click gets its own, and none is stored. */
export async function openPortal(
  billing: Pick<Billing, 'sql' | 'provider' | 'publicBaseUrl'>,
  token: string,
): Promise<PortalOutcome> {
  const payer = await findPayer(billing.sql, token);
  if (!payer) return { kind: 'unknown_token' };
  const { orgId, customerId } = payer;
  if (customerId === null) return { kind: 'no_customer', orgId };
  try {
    const returnUrl = `${billing.publicBaseUrl}/portal/${encodeURIComponent(token)}/done`;
    return { kind: 'opened', orgId, url: await billing.provider.openPortal(customerId, returnUrl) };
  } catch (error) {
    if (isProviderFailure(error)) return { kind: 'unavailable', orgId, failure: error };
    throw error;
  }
}
