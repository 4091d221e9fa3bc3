/** The payment gate: only Stripe's answer moves it, and nothing that is old or repeated does. */
import { describe, expect, test } from 'vitest';
import { World } from '../transcripts/world.ts';

const ENDED = ['canceled', 'incomplete_expired'];
const STOPPED = [...ENDED, 'unpaid', 'paused'];

function fetched(world: World, subscriptionId: string, status: string): ReturnType<World['shown']['splice']> {
  world.shown.splice(0);
  const event = { type: 'SUBSCRIPTION_FETCHED', subscriptionId, customerId: 'cus_1', status };
  world.happen('payment-gate', { ...event, cancelAtPeriodEnd: false });
  return world.shown.splice(0);
}

const textsIn = (shown: World['shown']) => shown.flatMap((one) => (one.kind === 'text' ? [one.name] : []));
const doneIn = (shown: World['shown']) => shown.flatMap((one) => (one.kind === 'does' ? [one.name] : []));

/** A world whose gate has seen these statuses of `sub_1`. */
function gateAfter(...statuses: string[]): World {
  const world = new World();
  for (const status of statuses) fetched(world, 'sub_1', status);
  return world;
}

describe('the payment gate', () => {
  test('an event of Stripe only makes us ask Stripe', () => {
    const world = new World();
    const event = { type: 'STRIPE_EVENT_RECEIVED', eventType: 'invoice.paid', customerId: 'cus_1' };
    world.happen('payment-gate', { ...event, subscriptionId: 'sub_1' });
    expect(doneIn(world.shown)).toEqual(['refetchSubscription']);
    expect(world.stateOf('payment-gate')).toBe('unpaid');
  });

  test('an event without a subscription asks about the one we know, and about none where we know none', () => {
    const event = { type: 'STRIPE_EVENT_RECEIVED', eventType: 'any', customerId: null, subscriptionId: null };
    const stranger = new World();
    stranger.happen('payment-gate', event);
    expect(stranger.effects).toEqual([]);
    const known = gateAfter('active');
    known.shown.splice(0);
    known.happen('payment-gate', event);
    expect(known.shown).toEqual([
      { kind: 'does', name: 'refetchSubscription', params: { subscriptionId: 'sub_1' } },
    ]);
  });

  test.each(['active', 'trialing'])('%s switches on and moves onboarding on', (status) => {
    const world = new World({ pool: ['+447111111111'] });
    world.writeByHand('onboarding', 'S5_CONFIRM_LIVE', { isPaymentAsked: true });
    fetched(world, 'sub_1', status);
    expect(world.isPaid).toBe(true);
    expect(world.stateOf('payment-gate')).toBe('active');
    expect(world.stateOf('onboarding')).toBe('S6_PHONE_TYPE');
  });

  test('past due is grace: still paid for, and told once', () => {
    const world = gateAfter('active');
    expect(textsIn(fetched(world, 'sub_1', 'past_due'))).toEqual(['paymentFailed']);
    expect(textsIn(fetched(world, 'sub_1', 'past_due'))).toEqual([]);
    expect(world.isPaid).toBe(true);
    expect(textsIn(fetched(world, 'sub_1', 'active'))).toEqual(['paymentRecovered']);
  });

  test.each(STOPPED)('%s stops what was active or in grace, and says so once', (status) => {
    for (const world of [gateAfter('active'), gateAfter('active', 'past_due')]) {
      expect(textsIn(fetched(world, 'sub_1', status))).toEqual(['serviceStopped']);
      expect(world.isPaid).toBe(false);
      expect(textsIn(fetched(world, 'sub_1', status))).toEqual([]);
    }
  });

  test.each([...STOPPED, 'incomplete', 'a status of the future'])(
    '%s is nothing to somebody who never paid',
    (status) => {
      const world = new World();
      world.happen('payment-gate', { type: 'PAYMENT_ASKED' });
      expect(doneIn(fetched(world, 'sub_1', status))).toEqual([]);
      expect(world.stateOf('payment-gate')).toBe('linkSent');
    },
  );

  test('incomplete changes nothing anywhere', () => {
    for (const world of [
      gateAfter('active'),
      gateAfter('active', 'past_due'),
      gateAfter('active', 'unpaid'),
    ]) {
      const before = world.storedOf('payment-gate');
      fetched(world, 'sub_1', 'incomplete');
      expect(world.storedOf('payment-gate')).toEqual(before);
    }
  });

  test('a stopped owner who pays again is welcomed', () => {
    expect(textsIn(fetched(gateAfter('active', 'unpaid'), 'sub_1', 'active'))).toEqual(['serviceResumed']);
    expect(textsIn(fetched(gateAfter('active', 'canceled'), 'sub_2', 'active'))).toEqual(['serviceResumed']);
  });

  test.each(ENDED)('after %s nothing that is said of that subscription counts any more', (status) => {
    for (const world of [gateAfter('active', status), gateAfter('active', 'unpaid', status)]) {
      for (const late of ['active', 'past_due', 'unpaid']) {
        expect(fetched(world, 'sub_1', late)).toMatchObject([{ kind: 'ignored' }]);
      }
      expect(world.stateOf('payment-gate')).toBe('stopped');
    }
  });

  test('another subscription is ignored unless it is paid for', () => {
    const world = gateAfter('active');
    for (const status of ['past_due', 'canceled', 'unpaid', 'incomplete']) {
      expect(fetched(world, 'sub_2', status)).toMatchObject([{ kind: 'ignored' }]);
    }
    fetched(world, 'sub_1', 'past_due');
    fetched(world, 'sub_2', 'active');
    expect(world.contextOf('payment-gate')).toMatchObject({ subscriptionId: 'sub_2' });
    expect(fetched(world, 'sub_1', 'canceled')).toMatchObject([{ kind: 'ignored' }]);
    expect(world.isPaid).toBe(true);
  });

  test('two paid subscriptions: a person is told once, and the end of one asks about the other', () => {
    const world = gateAfter('active');
    expect(doneIn(fetched(world, 'sub_2', 'active'))).toEqual(['setPayment', 'alertOperator']);
    for (const again of ['sub_1', 'sub_2'])
      expect(fetched(world, again, 'active')).toMatchObject([{ kind: 'ignored' }]);
    world.subscriptions.set('sub_1', 'active');
    fetched(world, 'sub_2', 'canceled');
    expect(world.stateOf('payment-gate')).toBe('active');
    expect(world.contextOf('payment-gate')).toMatchObject({ subscriptionId: 'sub_1' });
    expect(world.isPaid).toBe(true);
  });

  test('an old result of a replaced subscription that ended does not come back', () => {
    const world = gateAfter('active', 'canceled');
    fetched(world, 'sub_2', 'active');
    expect(fetched(world, 'sub_1', 'active')).toMatchObject([{ kind: 'ignored' }]);
    expect(world.contextOf('payment-gate')).toMatchObject({ subscriptionId: 'sub_2' });
  });

  test('a text that cannot be delivered reaches a person', () => {
    const world = gateAfter('active');
    world.shown.splice(0);
    world.happen('payment-gate', { type: 'TEXT_FAILED', text: 'paymentFailed', reason: '30005' });
    expect(doneIn(world.shown)).toEqual(['alertOperator']);
  });
});
