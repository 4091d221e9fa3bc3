/** The short link's verbs on a real PostgreSQL: one open checkout an organization, whoever clicks how often and where. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Billing, openCheckout, openPortal, recordPayment } from '../../src/billing/index.ts';
import { cloneDatabase } from '../support/database.ts';
import {
  ada,
  addOwners,
  bob,
  clear,
  forgetfulProvider,
  now,
  providerFailure,
  publicBaseUrl,
} from './support.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());
beforeEach(async () => {
  await clear(db.sql);
  await addOwners(db.sql, [ada, bob]);
});

const billingWith = (provider = forgetfulProvider(), at = now): Billing => ({
  sql: db.engine,
  provider,
  clock: { now: () => at },
  publicBaseUrl,
});
const later = (ms: number) => new Date(now.getTime() + ms);
const hour = 3_600_000;

describe('a checkout', () => {
  test('is opened for the organization of the token, with its own pages behind it', async () => {
    const provider = forgetfulProvider();
    const opened = await openCheckout(billingWith(provider), ada.token);
    expect(opened).toEqual({ kind: 'opened', orgId: 'ada', url: 'https://checkout.example/cs_1' });
    expect(provider.asked).toEqual([
      {
        orgId: 'ada',
        customerId: null,
        successUrl: 'https://jobrun.example/pay/token-of-ada-builders/done',
        cancelUrl: 'https://jobrun.example/pay/token-of-ada-builders/cancelled',
        idempotencyKey: expect.stringMatching(/^checkout-[0-9a-f]{64}$/),
      },
    ]);
  });

  test('is used again until ten minutes before it expires', async () => {
    const provider = forgetfulProvider();
    await openCheckout(billingWith(provider), ada.token);
    const used = await openCheckout(billingWith(provider, later(24 * hour - 600_000)), ada.token);
    expect(used).toMatchObject({ url: 'https://checkout.example/cs_1' });
    const fresh = await openCheckout(billingWith(provider, later(24 * hour - 599_999)), ada.token);
    expect(fresh).toMatchObject({ url: 'https://checkout.example/cs_2' });
  });

  test('that the provider has closed or forgotten is replaced', async () => {
    for (const state of ['expired', null] as const) {
      await clear(db.sql);
      await addOwners(db.sql, [ada]);
      const provider = forgetfulProvider({ checkoutState: async () => state });
      await openCheckout(billingWith(provider), ada.token);
      const fresh = await openCheckout(billingWith(provider), ada.token);
      expect(fresh).toMatchObject({ kind: 'opened', url: 'https://checkout.example/cs_2' });
    }
  });

  test('that was paid a moment ago is not offered again', async () => {
    const provider = forgetfulProvider({ checkoutState: async () => 'complete' });
    await openCheckout(billingWith(provider), ada.token);
    expect(await openCheckout(billingWith(provider), ada.token)).toEqual({
      kind: 'being_confirmed',
      orgId: 'ada',
    });
    expect(provider.asked).toHaveLength(1);
  });

  test('clicked sixteen times at once leads everybody to one page, even if the provider made several', async () => {
    const provider = forgetfulProvider();
    const clicks = Array.from({ length: 16 }, () => openCheckout(billingWith(provider), ada.token));
    const urls = (await Promise.all(clicks)).map((one) => one.kind === 'opened' && one.url);
    expect(new Set(urls).size).toBe(1);
    const keys = new Set(provider.asked.map(({ idempotencyKey }) => idempotencyKey));
    expect(keys.size).toBe(1);
    const [row] = await db.sql`SELECT checkout_url AS url FROM subscriptions WHERE org_id = 'ada'`;
    expect(row?.url).toBe(urls[0]);
  });

  test('has another key for another organization, another minute and the next session', async () => {
    const provider = forgetfulProvider({ checkoutState: async () => null });
    await openCheckout(billingWith(provider), ada.token);
    await openCheckout(billingWith(provider), bob.token);
    await openCheckout(billingWith(provider), ada.token);
    await clear(db.sql);
    await addOwners(db.sql, [ada]);
    await openCheckout(billingWith(provider, later(60_000)), ada.token);
    expect(new Set(provider.asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(4);
  });

  test('is not opened for somebody who has paid, and not for a stranger', async () => {
    await db.sql`UPDATE organizations SET payment_active = true WHERE id = 'ada'`;
    const billing = billingWith();
    expect(await openCheckout(billing, ada.token)).toEqual({
      kind: 'already_active',
      orgId: 'ada',
      canManage: false,
    });
    await recordPayment(db.engine, {
      orgId: 'ada',
      isActive: true,
      standing: 'active',
      customerId: 'cus_1',
      now,
    });
    expect(await openCheckout(billing, ada.token)).toMatchObject({ kind: 'already_active', canManage: true });
    for (const token of ['token-of-nobody', '', 'x'.repeat(65), "' OR true --", 'a\u0000bcdefgh']) {
      expect(await openCheckout(billing, token)).toEqual({ kind: 'unknown_token' });
    }
  });

  test('after a subscription that ended is a new one, for the customer that we know', async () => {
    const provider = forgetfulProvider();
    await openCheckout(billingWith(provider), ada.token);
    const paid = { orgId: 'ada', customerId: 'cus_1', subscriptionId: 'sub_1', now };
    await recordPayment(db.engine, { ...paid, isActive: true, standing: 'active' });
    await recordPayment(db.engine, { ...paid, isActive: false, standing: 'stopped' });
    expect(await openCheckout(billingWith(provider), ada.token)).toMatchObject({
      kind: 'opened',
      url: 'https://checkout.example/cs_2',
    });
    expect(provider.asked[1]).toMatchObject({ customerId: 'cus_1' });
    expect(provider.asked[1]?.idempotencyKey).not.toBe(provider.asked[0]?.idempotencyKey);
  });

  test('cannot be opened while the provider is down, but an open one still works', async () => {
    const failure = providerFailure(true);
    const down = forgetfulProvider({
      openCheckout: () => Promise.reject(failure),
      checkoutState: () => Promise.reject(failure),
    });
    expect(await openCheckout(billingWith(down), ada.token)).toEqual({
      kind: 'unavailable',
      orgId: 'ada',
      failure,
    });
    await openCheckout(billingWith(), ada.token);
    expect(await openCheckout(billingWith(down), ada.token)).toMatchObject({ kind: 'opened' });
  });

  test('lets a bug through', async () => {
    const broken = forgetfulProvider({ openCheckout: () => Promise.reject(new TypeError('a bug')) });
    await expect(openCheckout(billingWith(broken), ada.token)).rejects.toThrow('a bug');
  });
});

describe('the portal', () => {
  test('is opened for the customer behind the token, and leads back to us', async () => {
    await recordPayment(db.engine, {
      orgId: 'ada',
      isActive: true,
      standing: 'active',
      customerId: 'cus_1',
      now,
    });
    const asked: string[][] = [];
    const provider = forgetfulProvider({
      openPortal: async (...params) => {
        asked.push(params);
        return 'https://portal.example/1';
      },
    });
    const opened = await openPortal(billingWith(provider), ada.token);
    expect(opened).toEqual({ kind: 'opened', orgId: 'ada', url: 'https://portal.example/1' });
    expect(asked).toEqual([['cus_1', 'https://jobrun.example/portal/token-of-ada-builders/done']]);
  });

  test('has nothing to show without a customer, and nothing for a stranger', async () => {
    expect(await openPortal(billingWith(), ada.token)).toEqual({ kind: 'no_customer', orgId: 'ada' });
    expect(await openPortal(billingWith(), 'token-of-nobody')).toEqual({ kind: 'unknown_token' });
  });

  test('says when the provider is down', async () => {
    await recordPayment(db.engine, {
      orgId: 'ada',
      isActive: true,
      standing: 'active',
      customerId: 'cus_1',
      now,
    });
    const failure = providerFailure(false);
    const down = forgetfulProvider({ openPortal: () => Promise.reject(failure) });
    expect(await openPortal(billingWith(down), ada.token)).toEqual({
      kind: 'unavailable',
      orgId: 'ada',
      failure,
    });
  });
});
