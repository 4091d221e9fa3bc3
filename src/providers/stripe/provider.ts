/** Takes the money through Stripe's official client: checkout, subscription, portal. */
import Stripe from 'stripe';
import type {
  CheckoutState,
  CheckoutToOpen,
  FetchedSubscription,
  OpenCheckout,
  PaymentProvider,
} from '../../billing/port.ts';
import type { RecordExchange } from '../../platform/exchange.ts';
import type { NewId } from '../../platform/ids.ts';
import { StripeFailure, stripeFailure } from './failure.ts';
import { recordingClient } from './recording-client.ts';

export interface StripeOptions {
  readonly secretKey: string;
  /** The monthly price that a checkout sells. */
  readonly priceId: string;
  /** Another API, such as the simulator's; unset: Stripe's own. Scheme, host and port only. */
  readonly apiBaseUrl?: string | undefined;
  /** Makes idempotency keys where the caller has none. */
  readonly newId: NewId;
  /** Milliseconds until an answer is given up; 8 s by default. */
  readonly timeoutMs?: number;
  readonly maxNetworkRetries?: number;
  /** Keeps what was said on the wire. */
  readonly record?: RecordExchange;
}

/** 8 s: somebody may be waiting in front of a browser; Stripe's default of 80 s is for batches. */
const REQUEST_TIMEOUT_MS = 8_000;
/** Two, with the client's own back-off. Harmless: every POST has an idempotency key. */
const MAX_NETWORK_RETRIES = 2;

/** Throws at once when the options cannot be right. Its methods reject with a `StripeFailure`. */
export function createStripeProvider(options: StripeOptions): PaymentProvider {
  const client = new Stripe(options.secretKey, {
    ...addressOf(options.apiBaseUrl),
    timeout: options.timeoutMs ?? REQUEST_TIMEOUT_MS,
    maxNetworkRetries: options.maxNetworkRetries ?? MAX_NETWORK_RETRIES,
    telemetry: false,
    ...(options.record ? { httpClient: recordingClient(options.record) } : {}),
  });
  return {
    openCheckout: (checkout) => openCheckout(client, options.priceId, checkout),
    checkoutState: (sessionId) => checkoutState(client, sessionId),
    fetchSubscription: (subscriptionId) => fetchSubscription(client, subscriptionId),
    async openPortal(customer, returnUrl) {
      try {
        const session = await client.billingPortal.sessions.create(
          { customer, return_url: returnUrl },
          { idempotencyKey: `portal-${options.newId()}` },
        );
        return session.url;
      } catch (error) {
        throw stripeFailure('open the portal', error);
      }
    },
  };
}

/** The client takes host, port and protocol apart, and has no place for a path. */
function addressOf(apiBaseUrl: string | undefined): {
  host?: string;
  port?: string;
  protocol?: 'http' | 'https';
} {
  if (!apiBaseUrl) return {};
  const { protocol, hostname, port, pathname } = new URL(apiBaseUrl);
  const isHttp = protocol === 'http:';
  if ((!isHttp && protocol !== 'https:') || pathname !== '/') {
    throw new Error('The Stripe API base URL must be http(s)://host[:port] without a path');
  }
  return { host: hostname, port: port || (isHttp ? '80' : '443'), protocol: isHttp ? 'http' : 'https' };
}

async function openCheckout(client: Stripe, price: string, checkout: CheckoutToOpen): Promise<OpenCheckout> {
  try {
    return await createSession(client, price, checkout);
  } catch (error) {
    const failure = stripeFailure('open a checkout', error);
    // A customer who was deleted at Stripe must not keep the organization from paying: Stripe makes a new one.
    if (checkout.customerId === null || failure.code !== 'resource_missing') throw failure;
    const idempotencyKey = `${checkout.idempotencyKey}-new`;
    return await createSession(client, price, { ...checkout, customerId: null, idempotencyKey }).catch(
      (second: unknown) => {
        throw stripeFailure('open a checkout', second);
      },
    );
  }
}

async function createSession(client: Stripe, price: string, checkout: CheckoutToOpen): Promise<OpenCheckout> {
  const { orgId, customerId, idempotencyKey, trialDays } = checkout;
  const session = await client.checkout.sessions.create(
    {
      mode: 'subscription',
      line_items: [{ price, quantity: 1 }],
      client_reference_id: orgId,
      metadata: { org_id: orgId },
      subscription_data: {
        metadata: { org_id: orgId },
        ...(trialDays === undefined ? {} : { trial_period_days: trialDays }),
      },
      success_url: checkout.successUrl,
      cancel_url: checkout.cancelUrl,
      ...(customerId === null ? {} : { customer: customerId }),
    },
    { idempotencyKey },
  );
  if (!session.url) {
    throw new StripeFailure('Stripe opened a checkout without a page', { isRetryable: true, code: 'no_url' });
  }
  return { sessionId: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) };
}

/** `null` where Stripe does not know the object; every other failure is thrown as a `StripeFailure`. */
async function known<T>(doing: string, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const failure = stripeFailure(doing, error);
    if (failure.code === 'resource_missing') return null;
    throw failure;
  }
}

const CHECKOUT_STATES: readonly CheckoutState[] = ['open', 'complete', 'expired'];

async function checkoutState(client: Stripe, sessionId: string): Promise<CheckoutState | null> {
  const session = await known('look at a checkout', client.checkout.sessions.retrieve(sessionId));
  return CHECKOUT_STATES.find((state) => state === session?.status) ?? null;
}

async function fetchSubscription(
  client: Stripe,
  subscriptionId: string,
): Promise<FetchedSubscription | null> {
  const found = await known('fetch a subscription', client.subscriptions.retrieve(subscriptionId));
  return (
    found && {
      subscriptionId: found.id,
      customerId: typeof found.customer === 'string' ? found.customer : found.customer.id,
      status: found.status,
      cancelAtPeriodEnd: found.cancel_at_period_end,
      orgId: found.metadata.org_id ?? null,
    }
  );
}
