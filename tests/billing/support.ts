/** What the billing tests share: organizations, a clock that stands still, and a provider that remembers what it was asked. */
import type { CheckoutToOpen, PaymentProvider } from '../../src/billing/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';

export const now = new Date('2026-11-20T10:00:00.000Z');
export const clock = { now: () => now };
export const publicBaseUrl = 'https://jobrun.example';

export interface Owner {
  readonly id: string;
  readonly phone: string;
  readonly token: string;
}

export const ada: Owner = { id: 'ada', phone: '+447700900101', token: 'token-of-ada-builders' };
export const bob: Owner = { id: 'bob', phone: '+447700900102', token: 'token-of-bob-plumbing' };

export async function addOwners(sql: Sql, owners: readonly Owner[]): Promise<void> {
  for (const { id, phone, token } of owners) {
    await sql`
      INSERT INTO organizations (id, owner_phone, owner_phone_as_written, pay_token)
      VALUES (${id}, ${phone}, ${phone}, ${token})`;
  }
}

export async function clear(sql: Sql): Promise<void> {
  await sql`TRUNCATE organizations, subscriptions, trials CASCADE`;
}

/** A failure of the world, as a provider reports it. */
export function providerFailure(isRetryable: boolean): Error {
  return Object.assign(new Error('Stripe could not do it'), { isRetryable, code: 'api_error' });
}

export interface FakeProvider extends PaymentProvider {
  readonly asked: CheckoutToOpen[];
}

/** Every checkout it opens is a new one, whatever the key: the worst that a provider could do. */
export function forgetfulProvider(overrides: Partial<PaymentProvider> = {}): FakeProvider {
  const asked: CheckoutToOpen[] = [];
  return {
    asked,
    async openCheckout(checkout) {
      asked.push(checkout);
      const sessionId = `cs_${asked.length}`;
      const expiresAt = new Date(now.getTime() + 86_400_000);
      return { sessionId, url: `https://checkout.example/${sessionId}`, expiresAt };
    },
    checkoutState: async () => 'open',
    fetchSubscription: async () => null,
    openPortal: async (customerId) => `https://portal.example/${customerId}`,
    ...overrides,
  };
}
