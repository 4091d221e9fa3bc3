/** Stripe's events on a real PostgreSQL: whom they are about, what is handed to the engine, what a payment writes. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  deliverStripeEvent,
  findOrganizationOfEvent,
  type PaymentEvent,
  type PaymentSubject,
  recordPayment,
  refetchSubscription,
} from '../../src/billing/index.ts';
import { type Delivery, laneOf } from '../../src/inbox/delivery.ts';
import { openLog } from '../../src/platform/log.ts';
import { cloneDatabase } from '../support/database.ts';
import { ada, addOwners, bob, clear, clock, forgetfulProvider, now, providerFailure } from './support.ts';

const db = await cloneDatabase();
afterAll(() => db.drop());
beforeEach(async () => {
  await clear(db.sql);
  await addOwners(db.sql, [ada, bob]);
});

const nobody: PaymentSubject = {
  clientReferenceId: null,
  metadataOrgId: null,
  customerId: null,
  subscriptionId: null,
};
const adaPays = { orgId: 'ada', isActive: true, standing: 'active', now } as const;

describe('the organization of an event', () => {
  const find = (subject: Partial<PaymentSubject>) =>
    findOrganizationOfEvent(db.engine, { ...nobody, ...subject });
  const isAda = { orgId: 'ada', ownerPhone: ada.phone };
  const isBob = { orgId: 'bob', ownerPhone: bob.phone };

  test('is found by what we wrote on the checkout or the subscription, and by ids that we have seen', async () => {
    await recordPayment(db.engine, { ...adaPays, customerId: 'cus_1', subscriptionId: 'sub_1' });
    expect(await find({ clientReferenceId: 'ada' })).toEqual(isAda);
    expect(await find({ metadataOrgId: 'ada' })).toEqual(isAda);
    expect(await find({ subscriptionId: 'sub_1' })).toEqual(isAda);
    expect(await find({ customerId: 'cus_1' })).toEqual(isAda);
    expect(await find({ clientReferenceId: 'somebody-elses', subscriptionId: 'sub_1' })).toEqual(isAda);
    expect(await find({ clientReferenceId: 'bob', metadataOrgId: 'ada', subscriptionId: 'sub_1' })).toEqual(
      isBob,
    );
    expect(await find({ metadataOrgId: 'bob', subscriptionId: 'sub_1', customerId: 'cus_1' })).toEqual(isBob);
  });

  test('is nobody for other products of the same Stripe account', async () => {
    expect(await find({})).toBeNull();
    expect(await find({ metadataOrgId: 'zoe', subscriptionId: 'sub_9', customerId: 'cus_9' })).toBeNull();
  });

  test('is not guessed when one customer pays for two', async () => {
    await recordPayment(db.engine, { ...adaPays, customerId: 'cus_1', subscriptionId: 'sub_1' });
    await recordPayment(db.engine, {
      ...adaPays,
      orgId: 'bob',
      customerId: 'cus_1',
      subscriptionId: 'sub_2',
    });
    expect(await find({ customerId: 'cus_1' })).toBeNull();
    expect(await find({ customerId: 'cus_1', subscriptionId: 'sub_2' })).toEqual(isBob);
  });
});

describe('a delivery', () => {
  const delivered: Delivery[] = [];
  const advance = async (delivery: Delivery) => {
    delivered.push(delivery);
    return {
      answer: delivery.answer({ role: null, voiceMode: null, orgId: null, businessName: null }),
      outcome: 'stepped' as const,
    };
  };
  const deliver = (event: PaymentEvent) =>
    deliverStripeEvent(
      {
        sql: db.engine,
        advance,
        clock,
        log: openLog({ format: 'json', level: 'silent' }),
        onboardingNumber: '+447700900001',
      },
      event,
    );
  beforeEach(() => {
    delivered.length = 0;
  });

  test('goes to the payment gate in the owner’s thread', async () => {
    const subject = { ...nobody, metadataOrgId: 'ada', subscriptionId: 'sub_1', customerId: 'cus_1' };
    const answer = await deliver({ id: 'evt_1', type: 'invoice.paid', subject });
    expect(answer).toBe('{"received":true}');
    expect(delivered).toEqual([
      {
        provider: 'stripe',
        providerEventId: 'evt_1',
        orgId: 'ada',
        ourNumber: '+447700900001',
        theirNumber: ada.phone,
        isTextable: true,
        receivedAt: now,
        occurrence: {
          kind: 'machine',
          machine: 'payment-gate',
          event: {
            type: 'STRIPE_EVENT_RECEIVED',
            eventType: 'invoice.paid',
            subscriptionId: 'sub_1',
            customerId: 'cus_1',
          },
        },
        answer: expect.any(Function),
      },
    ]);
  });

  test('about nobody is stored all the same, in a lane of its own', async () => {
    const answer = await deliver({
      id: 'evt_2',
      type: 'invoice.paid',
      subject: { ...nobody, customerId: 'cus_9' },
    });
    expect(answer).toBe('{"received":true}');
    const [only] = delivered;
    expect(only && laneOf(only)).toBe('stripe>unknown');
    expect(only).not.toHaveProperty('orgId');
    expect(only?.isTextable).toBe(false);
  });

  test('that no subscription depends on is answered and not stored', async () => {
    expect(await deliver({ id: 'evt_3', type: 'charge.refunded', subject: null })).toBe('{"received":true}');
    expect(delivered).toEqual([]);
  });
});

describe('what a payment writes', () => {
  const rows = () => db.sql`
    SELECT payment_active AS "isActive", payment_activated_at AS "activatedAt", standing, customer_id AS customer,
      subscription_id AS subscription
    FROM organizations JOIN subscriptions ON org_id = id WHERE id = 'ada'`;

  test('the first one switches the organization on, a later one keeps what it does not say', async () => {
    await recordPayment(db.engine, { ...adaPays, customerId: 'cus_1', subscriptionId: 'sub_1' });
    const [on] = await rows();
    expect(on).toMatchObject({
      isActive: true,
      standing: 'active',
      customer: 'cus_1',
      subscription: 'sub_1',
    });
    await recordPayment(db.engine, { ...adaPays, standing: 'grace' });
    expect((await rows())[0]).toEqual({ ...on, standing: 'grace' });
    await recordPayment(db.engine, {
      ...adaPays,
      isActive: false,
      standing: 'stopped',
      subscriptionId: 'sub_2',
    });
    expect((await rows())[0]).toEqual({ ...on, isActive: false, standing: 'stopped', subscription: 'sub_2' });
  });

  test('is undone with its transaction', async () => {
    await db.engine
      .begin(async (tx) => {
        await recordPayment(tx, { ...adaPays, customerId: 'cus_1' });
        throw new Error('the step failed');
      })
      .catch(() => {});
    expect(await rows()).toHaveLength(0);
  });
});

describe('asking what a subscription is now', () => {
  const fetched = { subscriptionId: 'sub_1', customerId: 'cus_1', cancelAtPeriodEnd: true, orgId: 'ada' };

  test('gives the event for the machine', async () => {
    const provider = forgetfulProvider({
      fetchSubscription: async () => ({ ...fetched, status: 'past_due' }),
    });
    expect(await refetchSubscription(provider, 'sub_1')).toEqual({
      kind: 'fetched',
      event: {
        type: 'SUBSCRIPTION_FETCHED',
        subscriptionId: 'sub_1',
        customerId: 'cus_1',
        status: 'past_due',
        cancelAtPeriodEnd: true,
      },
    });
  });

  test('is final where asking again cannot help', async () => {
    const unknown = forgetfulProvider();
    expect(await refetchSubscription(unknown, 'sub_9')).toEqual({
      kind: 'final',
      reason: 'there is no sub_9',
    });
    const strange = forgetfulProvider({
      fetchSubscription: async () => ({ ...fetched, status: 'toString' }),
    });
    expect(await refetchSubscription(strange, 'sub_1')).toMatchObject({ kind: 'final' });
    const refused = forgetfulProvider({ fetchSubscription: () => Promise.reject(providerFailure(false)) });
    expect(await refetchSubscription(refused, 'sub_1')).toMatchObject({ kind: 'final' });
  });

  test('is tried again when the provider is down, and lets a bug through', async () => {
    const down = forgetfulProvider({ fetchSubscription: () => Promise.reject(providerFailure(true)) });
    expect(await refetchSubscription(down, 'sub_1')).toEqual({
      kind: 'retry',
      reason: 'Stripe could not do it',
    });
    const broken = forgetfulProvider({ fetchSubscription: () => Promise.reject(new TypeError('a bug')) });
    await expect(refetchSubscription(broken, 'sub_1')).rejects.toThrow('a bug');
  });
});
