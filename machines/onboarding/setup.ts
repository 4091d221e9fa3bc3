/** The vocabulary of onboarding: the questions its guards ask and what it remembers of an answer. States are built from it. */
import { assign, setup } from 'xstate';
import type { PhoneType } from '../forwarding/events.ts';
import { wantsForwardingOff } from '../reading/forwarding-off.ts';
import { readBusinessName, readOwnerName } from '../reading/names.ts';
import { wantsHuman } from '../reading/person.ts';
import { bare } from '../reading/plain.ts';
import { effectActionsFor, type TextOf } from '../step/index.ts';
import type { Told } from '../told.ts';
import type { OnboardingContext } from './context.ts';
import type { OnboardingEvent } from './events.ts';
import * as answers from './reading/answers.ts';
import { readTradeAndPlace } from './reading/trade-and-place.ts';
import { KEY_TEXTS, type texts } from './texts.ts';
import { hasJustRung, isWithinProofWindow, reminderDelay, TEST_CALL_MS } from './timing.ts';

export interface Seen {
  context: OnboardingContext;
  event: OnboardingEvent;
}

export type OnboardingText = TextOf<typeof texts>;

/** What the owner wrote; nothing for every other event. */
const said = ({ event }: Seen): string => (event.type === 'OWNER_TEXTED' ? event.text : '');

/** XState's own events stand in no union of ours. */
const isTimer = ({ type }: { type: string }): boolean => type.startsWith('xstate.after.');

const heard = (seen: Seen) => readTradeAndPlace(said(seen), seen.context);

const namesTradeAndPlace = (seen: Seen): boolean => {
  const { trade, location } = heard(seen);
  return trade !== null && location !== null;
};

/** READY, or "I've paid" from an owner who holds a payment link. */
const isReady = (seen: Seen): boolean =>
  answers.isReady(said(seen)) || (seen.context.isPaymentAsked && answers.saysPaid(said(seen)));

/** A call that reached our number although nobody dialled it: the owner's phone must have forwarded it. */
function isForwardedByOwner({ context: { facts }, event }: Seen): boolean {
  return event.type === 'CALL_ARRIVED' && facts.number !== null && event.forwardedFrom === facts.ownerPhone;
}

/** Ruling 3f, where the network does not say who forwarded the call. */
function isFromAnotherPhone({ context, event }: Seen): boolean {
  if (event.type !== 'CALL_ARRIVED' || context.facts.number === null || event.isFromOurNumber) return false;
  const isKnownPhone = event.from !== null && event.from !== context.facts.ownerPhone;
  return isKnownPhone && event.forwardedFrom === null && isWithinProofWindow(context);
}

function isFromOurNumber({ context, event }: Seen): boolean {
  return event.type === 'CALL_ARRIVED' && context.facts.number !== null && event.isFromOurNumber;
}

export const onboarding = setup({
  types: {} as { context: OnboardingContext; events: OnboardingEvent; input: OnboardingContext },
  actions: {
    ...effectActionsFor<OnboardingText, Told>(),
    /** A state entered by its own reminder counts it; entered by anything else it starts counting afresh. */
    countReminders: assign({
      remindersSent: ({ context, event }) => (isTimer(event) ? context.remindersSent + 1 : 0),
    }),
    rememberGreeting: assign({ hasGreeted: true }),
    keepTradeAndPlace: assign((seen) => ({ ...heard(seen), firstAnswer: said(seen) })),
    forgetFirstAnswer: assign({ firstAnswer: null }),
    forgetTradeAndPlace: assign({ trade: null, location: null, firstAnswer: null }),
    keepBusinessName: assign({ businessName: (seen) => readBusinessName(said(seen)) }),
    keepOwnerName: assign({ ownerName: (seen) => readOwnerName(said(seen)) }),
    keepNotification: assign({ notificationPreference: 'SMS' as const }),
    keepPhoneType: assign({ phoneType: (seen) => answers.readPhoneType(said(seen)) }),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    clearFailures: assign({ failures: 0 }),
    oweAnswer: assign({ isAnswerOwed: true }),
    oweNoAnswer: assign({ isAnswerOwed: false }),
    rememberPaymentAsked: assign({ isPaymentAsked: true, isWaitingForNumber: false, isAnswerOwed: false }),
    rememberPaid: assign({ isPaymentAsked: false }),
    rememberWaiting: assign({ isWaitingForNumber: true, isAnswerOwed: false }),
    rememberNumber: assign({ isWaitingForNumber: false, isAnswerOwed: false, failures: 0 }),
    startProofWindow: assign({ confirmedAt: ({ context }) => context.facts.now }),
    rememberTestCall: assign({ testCallAskedAt: ({ context }) => context.facts.now }),
    startTestCall: assign({ isTestCallRunning: true }),
    endTestCall: assign({ isTestCallRunning: false }),
  },
  guards: {
    isStranger: ({ context }) => !context.hasGreeted,
    wantsHuman: (seen) => wantsHuman(said(seen)),
    goesBack: (seen) => answers.isBack(said(seen)),
    hasFailedTwice: ({ context }) => context.failures >= 2,
    namesTradeAndPlace,
    namesTradeAndPlaceAsStranger: (seen) => !seen.context.hasGreeted && namesTradeAndPlace(seen),
    namesTradeOrPlace: (seen) => {
      const { trade, location } = heard(seen);
      return trade !== seen.context.trade || location !== seen.context.location;
    },
    repeatsFirstAnswer: (seen) =>
      seen.context.firstAnswer !== null && bare(said(seen)) === bare(seen.context.firstAnswer),
    namesBusiness: (seen) => readBusinessName(said(seen)) !== null,
    namesOwner: (seen) => readOwnerName(said(seen)) !== null,
    choosesSms: (seen) => answers.choosesSms(said(seen)),
    isReady,
    isNotYet: (seen) => answers.isNotYet(said(seen)),
    isWaiting: ({ context }) => context.isWaitingForNumber,
    isAnswerDue: ({ context }) => context.isAnswerOwed || context.isWaitingForNumber,
    wasToldOfCapacity: ({ context }) => context.isWaitingForNumber && !context.isAnswerOwed,
    lacksNumber: ({ context }) => context.facts.number === null,
    isReadyWithoutNumber: (seen) => seen.context.facts.number === null && isReady(seen),
    namesPhoneWithoutNumber: (seen) =>
      seen.context.facts.number === null && answers.readPhoneType(said(seen)) !== null,
    namesPhone: (seen, { phone }: { phone: PhoneType }) => answers.readPhoneType(said(seen)) === phone,
    isDone: (seen) => answers.isDone(said(seen)),
    wantsTestCall: (seen) => answers.wantsTestCall(said(seen)),
    wantsTestCallTooSoon: (seen) => answers.wantsTestCall(said(seen)) && hasJustRung(seen.context),
    wantsTestCallWithNumber: (seen) =>
      answers.wantsTestCall(said(seen)) && seen.context.facts.number !== null,
    wantsForwardingOff: (seen) => wantsForwardingOff(said(seen)),
    wantsBilling: (seen) => answers.wantsBilling(said(seen)),
    hasNumber: ({ context }) => context.facts.number !== null,
    isForwardedByOwner,
    isProof: (seen) => isForwardedByOwner(seen) || isFromAnotherPhone(seen),
    isProofOrTestCall: (seen) =>
      isForwardedByOwner(seen) || isFromAnotherPhone(seen) || isFromOurNumber(seen),
    isRunningTestCall: (seen) => seen.context.isTestCallRunning && isFromOurNumber(seen),
    isKeyText: ({ event }) => event.type === 'TEXT_FAILED' && KEY_TEXTS.has(event.text),
  },
  delays: {
    reminder: ({ context }) => reminderDelay(context),
    reminderOnceGreeted: ({ context }) =>
      context.hasGreeted ? reminderDelay(context) : Number.POSITIVE_INFINITY,
    testCall: TEST_CALL_MS,
    testCallWhenRunning: ({ context }) =>
      context.isTestCallRunning ? TEST_CALL_MS : Number.POSITIVE_INFINITY,
  },
});
