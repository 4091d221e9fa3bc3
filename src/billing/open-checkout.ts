/** The verb behind /pay/:token: one Checkout Session for one organization, made when needed and re-used while it is open. */
import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import { isProviderFailure, type ProviderFailure } from './failure.ts';
import { findPayer, type Payer } from './find-payer.ts';
import { keepFirstCheckout } from './keep-checkout.ts';
import type { CheckoutState, CheckoutToOpen, PaymentProvider } from './port.ts';
import { reserveTrial } from './trial.ts';

export interface Billing {
  readonly sql: Sql;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  /** How the world reaches us; the pages after a checkout are under it. No slash at its end. */
  readonly publicBaseUrl: string;
  /** Free days for an owner's phone that never had any; unset or 0: none. */
  readonly trialDays?: number;
}

export type CheckoutOutcome =
  | { readonly kind: 'opened'; readonly orgId: string; readonly url: string }
  /** Paid a moment ago: the provider knows, its event is on the way. */
  | { readonly kind: 'being_confirmed'; readonly orgId: string }
  /** `canManage`: there is a customer whose portal can be opened. */
  | { readonly kind: 'already_active'; readonly orgId: string; readonly canManage: boolean }
  | { readonly kind: 'unknown_token' }
  | { readonly kind: 'unavailable'; readonly orgId: string; readonly failure: ProviderFailure };

/** 10 min: what a person needs to find the card; a session with less left is not handed out. */
const LEAST_TIME_LEFT_MS = 600_000;
/** One minute: a double click falls into it; a failure that the provider replays for the same key is over after it. */
const SAME_REQUEST_MS = 60_000;

/**
 * Safe to be called twice at once, also on two nodes: both ask with the same idempotency key, and where that is not
 * enough the first session to be stored is the one that everybody is sent to. Nothing is locked while the provider
 * is asked.
 */
export async function openCheckout(billing: Billing, token: string): Promise<CheckoutOutcome> {
  const payer = await findPayer(billing.sql, token);
  if (!payer) return { kind: 'unknown_token' };
  const { orgId } = payer;
  if (payer.isActive) return { kind: 'already_active', orgId, canManage: payer.customerId !== null };
  try {
    return (await storedCheckout(billing, payer)) ?? (await newCheckout(billing, payer, token));
  } catch (error) {
    if (isProviderFailure(error)) return { kind: 'unavailable', orgId, failure: error };
    throw error;
  }
}

/** The stored session, unless it is over. Somebody who comes back to one that is paid must not pay again. */
async function storedCheckout(
  { provider, clock }: Billing,
  { orgId, checkout, checkoutSessionId }: Payer,
): Promise<CheckoutOutcome | null> {
  if (!checkout || !checkoutSessionId) return null;
  const state = await stateOf(provider, checkoutSessionId);
  if (state === 'complete') return { kind: 'being_confirmed', orgId };
  if (state !== 'open') return null;
  const leftMs = checkout.expiresAt.getTime() - clock.now().getTime();
  return leftMs >= LEAST_TIME_LEFT_MS ? { kind: 'opened', orgId, url: checkout.url } : null;
}

/** While the provider cannot be asked, the page that it hosts may still work: better than no page. */
async function stateOf(provider: PaymentProvider, sessionId: string): Promise<CheckoutState | null> {
  try {
    return await provider.checkoutState(sessionId);
  } catch (error) {
    if (isProviderFailure(error)) return 'open';
    throw error;
  }
}

async function newCheckout(billing: Billing, payer: Payer, token: string): Promise<CheckoutOutcome> {
  const { trialDays = 0, sql, clock } = billing;
  const hasTrial = trialDays > 0 && (await reserveTrial(sql, { orgId: payer.orgId, now: clock.now() }));
  const made = await billing.provider.openCheckout(
    checkoutFor(billing, payer, { token, ...(hasTrial ? { trialDays } : {}) }),
  );
  const url = await keepFirstCheckout(billing.sql, payer, { ...made, now: billing.clock.now() });
  return { kind: 'opened', orgId: payer.orgId, url };
}

function checkoutFor(
  billing: Billing,
  payer: Payer,
  { token, trialDays }: { readonly token: string; readonly trialDays?: number },
): CheckoutToOpen {
  const page = `${billing.publicBaseUrl}/pay/${encodeURIComponent(token)}`;
  const checkout = {
    orgId: payer.orgId,
    customerId: payer.customerId,
    ...(trialDays === undefined ? {} : { trialDays }),
    successUrl: `${page}/done`,
    cancelUrl: `${page}/cancelled`,
  };
  // Everything that the request depends on is in its key, because the provider refuses one key for two requests.
  const minute = Math.floor(billing.clock.now().getTime() / SAME_REQUEST_MS);
  const parts = JSON.stringify([checkout, payer.checkoutSessionId, minute]);
  return { ...checkout, idempotencyKey: `checkout-${createHash('sha256').update(parts).digest('hex')}` };
}
