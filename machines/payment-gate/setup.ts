/** The vocabulary of the payment gate: its questions about a fetched subscription and what it remembers of the answer. */
import { assign, setup } from 'xstate';
import { effectActionsFor, type TextOf } from '../step/index.ts';
import type { Told } from '../told.ts';
import type { PaymentGateContext } from './context.ts';
import type { PaymentGateEvent, SubscriptionStatus } from './events.ts';
import type { texts } from './texts.ts';

const PAID: readonly SubscriptionStatus[] = ['active', 'trialing'];
const ENDED: readonly SubscriptionStatus[] = ['canceled', 'incomplete_expired'];
const STOPPED: readonly SubscriptionStatus[] = [...ENDED, 'unpaid', 'paused'];

interface Seen {
  context: PaymentGateContext;
  event: PaymentGateEvent;
}

/** Is the result about the subscription that counts (or about the first one ever), and not old? */
function concerns({ context, event }: Seen, statuses: readonly SubscriptionStatus[]): boolean {
  if (event.type !== 'SUBSCRIPTION_FETCHED' || !statuses.includes(event.status)) return false;
  return context.subscriptionId === null || context.subscriptionId === event.subscriptionId;
}

/** A paid subscription always counts, whichever it is, unless it had already ended for good. `null`: not paid. */
function paidSubscription({ context, event }: Seen): string | null {
  if (event.type !== 'SUBSCRIPTION_FETCHED' || !PAID.includes(event.status)) return null;
  return event.subscriptionId === context.endedSubscriptionId ? null : event.subscriptionId;
}

export const gate = setup({
  types: {} as { context: PaymentGateContext; events: PaymentGateEvent; input: PaymentGateContext },
  actions: {
    ...effectActionsFor<TextOf<typeof texts>, Told>(),
    keepSubscription: assign(({ context, event }) =>
      event.type === 'SUBSCRIPTION_FETCHED'
        ? { subscriptionId: event.subscriptionId, customerId: event.customerId ?? context.customerId }
        : {},
    ),
    keepReplaced: assign({ replacedSubscriptionId: ({ context }) => context.subscriptionId }),
    keepEnd: assign(({ event }) =>
      event.type === 'SUBSCRIPTION_FETCHED' && ENDED.includes(event.status)
        ? { endedSubscriptionId: event.subscriptionId }
        : {},
    ),
    forgetReplaced: assign({ replacedSubscriptionId: null }),
  },
  guards: {
    isPaid: (seen) => paidSubscription(seen) !== null,
    isPaidTwice: (seen) => {
      const { subscriptionId, replacedSubscriptionId } = seen.context;
      const paid = paidSubscription(seen);
      return (
        paid !== null && subscriptionId !== null && ![subscriptionId, replacedSubscriptionId].includes(paid)
      );
    },
    isPastDue: (seen) => concerns(seen, ['past_due']),
    isStopped: (seen) => concerns(seen, STOPPED),
    hasEnded: (seen) =>
      concerns(seen, ENDED) && seen.context.endedSubscriptionId !== seen.context.subscriptionId,
    isStoppedWithAnotherPaid: (seen) =>
      concerns(seen, STOPPED) && seen.context.replacedSubscriptionId !== null,
    namesASubscription: ({ context, event }) =>
      event.type === 'STRIPE_EVENT_RECEIVED' && (event.subscriptionId ?? context.subscriptionId) !== null,
  },
});
