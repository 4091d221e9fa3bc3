/**
 * Every effect a machine may ask for, as data. Inside effects are done in the same transaction and answered by a
 * follow-up event; outside effects are promised in the outbox and kept after the commit. An effect named here
 * without a handler in `src/conversations` or `src/outbox` does not compile.
 */

import type { WeekHours } from '../../src/values/week-hours.ts';
import type { CallChange, FollowUpChannel } from '../call-outcome/events.ts';

/** Done at once, inside the transaction. */
export interface InsideEffects {
  /** Reads (and locks) the organization's payment state → `PAYMENT_ACTIVE` | `PAYMENT_INACTIVE`. */
  readPayment: object;
  /** Takes a number from the pool → `NUMBER_ALLOCATED {phoneE164}` | `POOL_EMPTY`. */
  allocateNumber: object;
  /** Writes what the owner told us about the business; answered by nothing. */
  saveOrganization: {
    name?: string;
    ownerName?: string;
    trade?: string;
    location?: string;
    notificationPreference?: string;
  };
  /** Marks the onboarding as finished; answered by nothing. */
  completeOnboarding: object;
  /** Sets what the organization's subscription allows; answered by nothing. */
  setPayment: {
    isActive: boolean;
    standing: 'active' | 'grace' | 'stopped';
    customerId?: string;
    subscriptionId?: string;
  };
  /** Hands an event to another machine of the same thread, in the same transaction, after this machine rests. */
  tellMachine: { machine: MachineName; event: { type: string; [field: string]: unknown } };
  /** Opens an enquiry of the thread's caller, if the rules allow → `ENQUIRY_OPENED` | `ENQUIRY_REFUSED`. */
  openEnquiry: { callSid: string | null; isWithheld: boolean };
  /** Somebody whose enquiry is open has rung again → `CALL_NOTED {isNews}`: the owner has not heard of it within the window. */
  noteCall: object;
  /** Writes what is known of the open enquiry of the thread's caller; answered by nothing. */
  saveEnquiry: {
    what: string | null;
    place: string | null;
    urgency: string | null;
    preferredTime: string | null;
    name: string | null;
    photos: readonly string[];
    status?: 'open' | 'captured' | 'handed_over';
  };
  /** Closes the open enquiry of the thread's caller; answered by nothing. `isOwnerTold`: the owner is told to ring this caller. */
  closeEnquiry: { isOwnerTold?: boolean };
  /** The thread's caller is never texted back again; answered by nothing. */
  ignoreContact: object;
  /** Hands an event to the enquiry with this handle → `ENQUIRY_TOLD` | `ENQUIRY_UNKNOWN`. */
  tellEnquiry: { handle: number; event: { type: string; [field: string]: unknown } };
  /** → `ENQUIRIES_LISTED`. */
  listEnquiries: object;
  /** → `BUSINESS_HOURS_KNOWN`. */
  readBusinessHours: object;
  /** Writes when the business is open; null: always → `BUSINESS_HOURS_KNOWN`. */
  setBusinessHours: { hours: WeekHours | null };
  /** Tells the forwarding of the owner's phone that it is switched off → `FORWARDING_TURNED_OFF {phoneType}`. */
  turnForwardingOff: object;
  /** Weighs a queued call and takes its slot → `CALL_TAKEN` | `CALL_PUT_OFF` | `CALL_STOPPED`. */
  takeCall: { callId: string };
  /** Writes what is known of a call; one that has ended gives its slot back, any other keeps it. Answered by nothing. */
  saveCall: { callId: string; change: CallChange };
  /** The call goes back into the queue, and was never dialled; answered by nothing. `until` ISO 8601; null: soon. */
  putOffCall: { callId: string; waitsFor: string; until: string | null };
  /** Queues one more try of a call that nobody answered; answered by nothing. */
  callAgain: { callId: string; afterMs: number };
  /** Nobody of the organization calls this phone again: into the ledger, and what is queued is cancelled. Answered by nothing. */
  stopCalling: { words: string; source: 'call' | 'tool' };
  /** Promises the called person another call, or a text; `at` ISO 8601. Answered by nothing. */
  scheduleFollowUp: { callId: string; at: string; channel: FollowUpChannel; words: string };
  /** A text that was promised has been promised to the carrier; answered by nothing. */
  closeFollowUp: { followUpId: string };
  /** A person shall ring them; answered by nothing. */
  askForCallback: {
    callId: string;
    name: string | null;
    reason: string | null;
    preferredTime: string | null;
  };
  /** One log line that the documents promise, written after the commit, in order. `fields` keep their order. */
  log: { line: string; level?: 'info' | 'warn' | 'error'; fields?: Record<string, unknown> };
}

/** Promised in the transaction, kept by a worker afterwards. */
export interface OutsideEffects {
  /** A text to the other party of the thread. `text` names a wording of the machine's `texts`. */
  sendText: { text: string; values?: Record<string, unknown> };
  /** A text to the organization's owner from our number of the thread. `text` names a wording of the machine's `texts`. */
  textOwner: {
    text: string;
    values?: Record<string, unknown>;
    /** Somebody's own text asked for it, though a timer says it: it does not wait for the end of the night. */
    isAnswer?: boolean;
  };
  /** Asks Stripe what the subscription is now → `SUBSCRIPTION_FETCHED` to this machine. */
  refetchSubscription: { subscriptionId: string };
  /** Rings the owner's phone from another of our numbers and lets it be forwarded → `TEST_CALL_PLACED` | `TEST_CALL_FAILED`. */
  placeTestCall: object;
  /** Lets the voice agent call the other party → `CALL_PLACED` | `CALL_NOT_PLACED` | `CALL_HELD_BACK` | `CALL_LOST`. */
  placeAgentCall: { callId: string; agentId: string; variables: Readonly<Record<string, string>> };
  /** Asks how far a call has come → `CALL_REPORTED` | `CALL_LOST`. */
  askAboutCall: { callId: string; conversationId: string };
  /** Tells the operator about something that needs a person. */
  alertOperator: { alert: string; detail?: string };
}

export type Effects = InsideEffects & OutsideEffects;
export type EffectName = keyof Effects;
export type InsideEffectName = keyof InsideEffects;
export type OutsideEffectName = keyof OutsideEffects;

/** One effect as data: what the journal shows and the engine acts on. */
export type Effect = { [Name in EffectName]: { type: Name; params: Effects[Name] } }[EffectName];
export type InsideEffect = Extract<Effect, { type: InsideEffectName }>;
export type OutsideEffect = Extract<Effect, { type: OutsideEffectName }>;

export type MachineName = 'onboarding' | 'payment-gate' | 'forwarding' | 'enquiry' | 'desk' | 'call-outcome';

const INSIDE: Record<InsideEffectName, true> = {
  readPayment: true,
  allocateNumber: true,
  saveOrganization: true,
  completeOnboarding: true,
  setPayment: true,
  tellMachine: true,
  openEnquiry: true,
  noteCall: true,
  saveEnquiry: true,
  closeEnquiry: true,
  ignoreContact: true,
  tellEnquiry: true,
  listEnquiries: true,
  readBusinessHours: true,
  setBusinessHours: true,
  turnForwardingOff: true,
  takeCall: true,
  saveCall: true,
  putOffCall: true,
  callAgain: true,
  stopCalling: true,
  scheduleFollowUp: true,
  closeFollowUp: true,
  askForCallback: true,
  log: true,
};

const OUTSIDE: Record<OutsideEffectName, true> = {
  sendText: true,
  textOwner: true,
  refetchSubscription: true,
  placeTestCall: true,
  placeAgentCall: true,
  askAboutCall: true,
  alertOperator: true,
};

export function isInside(effect: Effect): effect is InsideEffect {
  return effect.type in INSIDE;
}

export function isEffectName(name: string): name is EffectName {
  return name in INSIDE || name in OUTSIDE;
}

/** Implementations for `setup({ actions })`: they do nothing, because `step` only reads their names and params. */
export const effectActions: { [Name in EffectName]: (_: unknown, params: Effects[Name]) => void } = {
  readPayment: () => {},
  allocateNumber: () => {},
  saveOrganization: () => {},
  completeOnboarding: () => {},
  setPayment: () => {},
  tellMachine: () => {},
  openEnquiry: () => {},
  noteCall: () => {},
  saveEnquiry: () => {},
  closeEnquiry: () => {},
  ignoreContact: () => {},
  tellEnquiry: () => {},
  listEnquiries: () => {},
  readBusinessHours: () => {},
  setBusinessHours: () => {},
  turnForwardingOff: () => {},
  takeCall: () => {},
  saveCall: () => {},
  putOffCall: () => {},
  callAgain: () => {},
  stopCalling: () => {},
  scheduleFollowUp: () => {},
  closeFollowUp: () => {},
  askForCallback: () => {},
  log: () => {},
  sendText: () => {},
  textOwner: () => {},
  refetchSubscription: () => {},
  placeTestCall: () => {},
  placeAgentCall: () => {},
  askAboutCall: () => {},
  alertOperator: () => {},
};
