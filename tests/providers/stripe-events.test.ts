/** Which deliveries count as Stripe's, and what is read from them. */
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { verifyStripeEvent } from '../../src/providers/stripe/index.ts';

const secret = 'whsec_tests';
const now = new Date('2026-11-20T10:00:00.000Z');
const nowS = now.getTime() / 1000;

const sign = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: nowS, ...options });
const verify = (payload: string, header: string | undefined) =>
  verifyStripeEvent(payload, header, { secret, now });

const event = (type: string, object: object, id = 'evt_1') => JSON.stringify({ id, type, data: { object } });
const paid = event('invoice.paid', { id: 'in_1', customer: 'cus_1', parent: null });

describe('what is Stripe’s', () => {
  test('a signature of now', () => {
    expect(verify(paid, sign(paid))).toMatchObject({
      kind: 'genuine',
      event: { id: 'evt_1', type: 'invoice.paid' },
    });
  });

  test('one of two signatures, while the secret is being changed', () => {
    const other = sign(paid, { secret: 'whsec_other' });
    const [, ours] = sign(paid).split(',');
    expect(verify(paid, `${other},${ours}`)).toMatchObject({ kind: 'genuine' });
  });

  test('300 s of difference in either direction, and not one more', () => {
    const kinds = [-301, -300, 300, 301].map((s) => verify(paid, sign(paid, { timestamp: nowS + s })));
    expect(kinds).toMatchObject([
      { kind: 'refused', reason: 'stale' },
      { kind: 'genuine' },
      { kind: 'genuine' },
      { kind: 'refused', reason: 'future' },
    ]);
  });

  test('not a second, younger time beside an old signature', () => {
    const old = sign(paid, { timestamp: nowS - 900 });
    expect(verify(paid, `${old},t=${nowS}`)).toEqual({ kind: 'refused', reason: 'stale' });
    expect(verify(paid, old.replace(/t=\d+/, `t=${nowS}`))).toEqual({
      kind: 'refused',
      reason: 'bad_signature',
    });
  });
});

describe('what is not', () => {
  test.each([
    ['no header', paid, undefined, 'no_signature'],
    ['an empty header', paid, '', 'no_signature'],
    ['nonsense', paid, 'nonsense', 'bad_signature'],
    ['no time', paid, sign(paid).replace(/t=\d+,/, ''), 'bad_signature'],
    ['another secret', paid, sign(paid, { secret: 'whsec_other' }), 'bad_signature'],
    ['another body', paid.replace('evt_1', 'evt_2'), sign(paid), 'bad_signature'],
    ['only the old scheme', paid, sign(paid).replace('v1=', 'v0='), 'bad_signature'],
    ['an empty body', '', sign(''), 'bad_signature'],
    ['a body that is not JSON', 'hello', sign('hello'), 'unreadable'],
    ['JSON that is no event', '[]', sign('[]'), 'unreadable'],
    ['an event without an id', '{"type":"invoice.paid"}', sign('{"type":"invoice.paid"}'), 'unreadable'],
  ])('%s', (_, body, header, reason) => {
    expect(verify(body, header)).toEqual({ kind: 'refused', reason });
  });

  test('anything, when our own secret is blank', () => {
    const header = Stripe.webhooks.generateTestHeaderString({ payload: paid, secret: '', timestamp: nowS });
    expect(verifyStripeEvent(paid, header, { secret: '', now })).toEqual({
      kind: 'refused',
      reason: 'bad_signature',
    });
  });
});

describe('what an event is about', () => {
  const subjectOf = (type: string, object: object) => {
    const body = event(type, object);
    const checked = verify(body, sign(body));
    return checked.kind === 'genuine' ? checked.event.subject : checked.reason;
  };

  test('a checkout names the organization twice, and its subscription', () => {
    const session = {
      id: 'cs_1',
      client_reference_id: 'ada',
      metadata: { org_id: 'ada' },
      customer: 'cus_1',
      subscription: 'sub_1',
      payment_status: 'paid',
    };
    expect(subjectOf('checkout.session.completed', session)).toEqual({
      clientReferenceId: 'ada',
      metadataOrgId: 'ada',
      customerId: 'cus_1',
      subscriptionId: 'sub_1',
    });
  });

  test('an invoice names its subscription under its parent', () => {
    const details = { subscription: 'sub_1', metadata: { org_id: 'ada' } };
    const invoice = {
      id: 'in_1',
      customer: 'cus_1',
      parent: { type: 'subscription_details', subscription_details: details },
    };
    expect(subjectOf('invoice.payment_failed', invoice)).toEqual({
      clientReferenceId: null,
      metadataOrgId: 'ada',
      customerId: 'cus_1',
      subscriptionId: 'sub_1',
    });
    const loose = {
      id: 'in_2',
      customer: 'cus_1',
      parent: { type: 'quote_details', subscription_details: null },
    };
    expect(subjectOf('invoice.paid', loose)).toMatchObject({ customerId: 'cus_1', subscriptionId: null });
  });

  test('a subscription is its own id; expanded objects count as their ids; strange ones as nothing', () => {
    const subscription = { id: 'sub_1', customer: { id: 'cus_1', object: 'customer' }, metadata: {} };
    expect(subjectOf('customer.subscription.deleted', subscription)).toEqual({
      clientReferenceId: null,
      metadataOrgId: null,
      customerId: 'cus_1',
      subscriptionId: 'sub_1',
    });
    expect(subjectOf('customer.subscription.updated', { id: 7, customer: [], metadata: null })).toEqual({
      clientReferenceId: null,
      metadataOrgId: null,
      customerId: null,
      subscriptionId: null,
    });
  });

  test('other events are about no subscription', () => {
    expect(subjectOf('charge.refunded', { id: 'ch_1' })).toBeNull();
    expect(subjectOf('constructor', {})).toBeNull();
  });
});
