/**
 * Whether the organization has paid: nothing yet, link sent, active, past due (grace), stopped. Stripe's events come
 * twice, late and out of order, so an event only makes us ask Stripe, and only Stripe's answer moves this machine.
 */
import type { PaymentGateContext } from './context.ts';
import type { PaymentGateEvent } from './events.ts';
import { gate } from './setup.ts';

interface Seen {
  context: PaymentGateContext;
  event: PaymentGateEvent;
}

const setPayment = (isActive: boolean, standing: 'active' | 'grace' | 'stopped') => ({
  type: 'setPayment' as const,
  params: ({ context }: Seen) => ({
    isActive,
    standing,
    ...(context.customerId === null ? {} : { customerId: context.customerId }),
    ...(context.subscriptionId === null ? {} : { subscriptionId: context.subscriptionId }),
  }),
});

const tellConfirmed = {
  type: 'tellMachine',
  params: { machine: 'onboarding', event: { type: 'PAYMENT_CONFIRMED' } },
} as const;

const sayFailed = {
  type: 'sendText' as const,
  params: ({ context }: Seen) => ({
    text: 'paymentFailed' as const,
    values: { link: context.facts.portalLink },
  }),
};

/** A subscription that ended needs a new checkout; one that is only unpaid or paused is mended in the portal. */
const sayStopped = {
  type: 'sendText' as const,
  params: ({ context }: Seen) => ({
    text: 'serviceStopped' as const,
    values: {
      link:
        context.endedSubscriptionId === context.subscriptionId
          ? context.facts.payLink
          : context.facts.portalLink,
    },
  }),
};

const firstPaid = {
  guard: 'isPaid',
  target: 'active',
  actions: ['keepSubscription', setPayment(true, 'active'), tellConfirmed],
} as const;

/** A renewal can only fail after a first payment that we never heard of: the grace counts as paid. */
const firstHeardPastDue = {
  guard: 'isPastDue',
  target: 'pastDue',
  actions: ['keepSubscription', setPayment(true, 'grace'), tellConfirmed, sayFailed],
} as const;

const stop = ['keepSubscription', 'keepEnd', setPayment(false, 'stopped'), sayStopped] as const;

/** The subscription that was replaced may still be paid for: Stripe is asked before anybody misses it. */
const stops = [
  {
    guard: 'isStoppedWithAnotherPaid',
    target: 'stopped',
    actions: [
      ...stop,
      {
        type: 'refetchSubscription',
        params: ({ context }: Seen) => ({ subscriptionId: context.replacedSubscriptionId ?? '' }),
      },
      'forgetReplaced',
    ],
  },
  { guard: 'isStopped', target: 'stopped', actions: stop },
] as const;

export const machine = gate.createMachine({
  id: 'payment-gate',
  context: ({ input }) => input,
  initial: 'unpaid',
  on: {
    STRIPE_EVENT_RECEIVED: {
      guard: 'namesASubscription',
      actions: {
        type: 'refetchSubscription',
        params: ({ context, event }) => ({
          subscriptionId: event.subscriptionId ?? context.subscriptionId ?? '',
        }),
      },
    },
    TEXT_FAILED: {
      actions: {
        type: 'alertOperator',
        params: ({ event }) => ({
          alert: 'A text about payment could not be delivered',
          detail: `${event.text}: ${event.reason}`,
        }),
      },
    },
  },
  states: {
    unpaid: {
      on: { PAYMENT_ASKED: { target: 'linkSent' }, SUBSCRIPTION_FETCHED: [firstPaid, firstHeardPastDue] },
    },
    linkSent: {
      on: { SUBSCRIPTION_FETCHED: [firstPaid, firstHeardPastDue] },
    },
    active: {
      on: {
        SUBSCRIPTION_FETCHED: [
          {
            guard: 'isPaidTwice',
            actions: [
              'keepReplaced',
              'keepSubscription',
              setPayment(true, 'active'),
              {
                type: 'alertOperator',
                params: ({ context }) => ({
                  alert: 'An organization pays for two subscriptions',
                  detail: `${context.replacedSubscriptionId} and ${context.subscriptionId}`,
                }),
              },
            ],
          },
          {
            guard: 'isPastDue',
            target: 'pastDue',
            actions: ['keepSubscription', setPayment(true, 'grace'), sayFailed],
          },
          ...stops,
        ],
      },
    },
    pastDue: {
      on: {
        SUBSCRIPTION_FETCHED: [
          {
            guard: 'isPaid',
            target: 'active',
            actions: [
              'keepSubscription',
              setPayment(true, 'active'),
              { type: 'sendText', params: { text: 'paymentRecovered' } },
            ],
          },
          ...stops,
        ],
      },
    },
    stopped: {
      on: {
        SUBSCRIPTION_FETCHED: [
          {
            guard: 'isPaid',
            target: 'active',
            actions: [
              'keepSubscription',
              setPayment(true, 'active'),
              { type: 'sendText', params: { text: 'serviceResumed' } },
              tellConfirmed,
            ],
          },
          { guard: 'hasEnded', actions: 'keepEnd' },
        ],
      },
    },
  },
});
