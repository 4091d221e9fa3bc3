/** The vocabulary of an enquiry: the questions its guards ask and what it remembers of a text. States are built from it. */
import { assign, setup } from 'xstate';
import { countSegments } from '../../src/values/segments.ts';
import { asWritten } from '../as-written.ts';
import { effectActionsFor, type TextOf } from '../step/index.ts';
import type { Told } from '../told.ts';
import { type EnquiryContext, NOTHING } from './context.ts';
import type { EnquiryEvent, Refusal } from './events.ts';
import * as limits from './limits.ts';
import { questionFor, stateFor } from './questions.ts';
import { type Answers, understand } from './reading/answers.ts';
import { callsItOff } from './reading/called-off.ts';
import { asksForPerson, isPleasantry } from './reading/talk.ts';
import { OPENING_TEXTS, type texts } from './texts.ts';

export interface Seen {
  context: EnquiryContext;
  event: EnquiryEvent;
}

export type EnquiryText = TextOf<typeof texts>;

/** What the caller wrote: now, or before the enquiry was opened. */
export function said({ context, event }: Seen): string {
  if (event.type === 'CALLER_TEXTED') return event.text;
  return event.type === 'ENQUIRY_OPENED' ? context.firstText : '';
}

export const sent = ({ event }: Seen): readonly string[] =>
  event.type === 'CALLER_TEXTED' ? event.mediaUrls : [];

const known = ({ what, place, urgency, preferredTime, name }: EnquiryContext): Answers => ({
  ...{ what, place, urgency, preferredTime, name },
});

/** A first text answers no question: none was asked. */
function heard(seen: Seen): Answers {
  const before = known(seen.context);
  return understand(said(seen), before, seen.event.type === 'ENQUIRY_OPENED' ? null : questionFor(before));
}

const hasWaiting = ({ context }: Seen): boolean => context.waiting.length > 0 || context.waitingPhotos > 0;

/** What waits is sent before this text joins it: otherwise it would be more than one text can carry. */
function overflows(seen: Seen): boolean {
  const waiting = [...seen.context.waiting, asWritten(said(seen))].join('\n');
  return hasWaiting(seen) && waiting.length > limits.LONGEST_RELAY;
}

const isNews = (seen: Seen): boolean => JSON.stringify(heard(seen)) !== JSON.stringify(known(seen.context));

export const questionOf = (context: EnquiryContext) => questionFor(known(context));

export const enquiry = setup({
  types: {} as { context: EnquiryContext; events: EnquiryEvent; input: EnquiryContext },
  actions: {
    ...effectActionsFor<EnquiryText, Told>(),
    keepFirstText: assign((seen) => ({
      firstText: said(seen),
      photos: sent(seen).slice(0, limits.MAX_PHOTOS),
      isByCall: seen.event.type === 'CALL_MISSED',
    })),
    keepOpening: assign(({ event }) =>
      event.type === 'ENQUIRY_OPENED' ? { handle: event.handle, isOpenNow: event.isOpenNow } : {},
    ),
    keepAnswers: assign((seen) => ({ ...heard(seen), firstText: '' })),
    keepPhotos: assign((seen) => ({
      photos: [...seen.context.photos, ...sent(seen)].slice(0, limits.MAX_PHOTOS),
    })),
    countTurn: assign((seen) => ({
      turnTimes: limits.turnsAt(seen.context),
      segments: seen.context.segments + countSegments(said(seen)).count + limits.OWN_SEGMENTS,
    })),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    clearFailures: assign({ failures: 0 }),
    countAddition: assign({ additions: ({ context }) => context.additions + 1 }),
    keepWaiting: assign((seen) => ({
      waiting: [...seen.context.waiting, asWritten(said(seen), limits.LONGEST_RELAY)].filter(Boolean),
      waitingPhotos: seen.context.waitingPhotos + sent(seen).length,
    })),
    clearWaiting: assign({ waiting: [], waitingPhotos: 0 }),
    rememberFollowUp: assign({ isFollowedUp: true }),
    passOn: assign({ isPassedOn: true }),
    passNothingOn: assign({ isPassedOn: false }),
    /** A person has answered: the governor counts from here. */
    forgetTurns: assign({ turnTimes: [], segments: 0 }),
    /** A caller who is handed back is asked afresh; what they told stays. */
    startAfresh: assign({ failures: 0, additions: 0, turnTimes: [], segments: 0, isPassedOn: false }),
    forget: assign(() => NOTHING),
  },
  guards: {
    leadsTo: (seen, { state }: { state: string }) => stateFor(heard(seen)) === state,
    leadsOnTo: (seen, { state }: { state: string }) => isNews(seen) && stateFor(heard(seen)) === state,
    isAt: ({ context }, { state }: { state: string }) => stateFor(known(context)) === state,
    isRefusedFor: ({ event }, { reason }: { reason: Refusal }) =>
      event.type === 'ENQUIRY_REFUSED' && event.isFirst && event.reason === reason,
    isPleasantry: (seen) => isPleasantry(said(seen)) && sent(seen).length === 0,
    asksForPerson: (seen) => asksForPerson(said(seen)),
    hasOnlyPhotos: (seen) => said(seen).trim() === '' && sent(seen).length > 0,
    isTooMuch: ({ context }) => limits.isTooMuch(context),
    isStuck: ({ context }) => limits.isStuck(context),
    hasAddedTooOften: ({ context }) => limits.hasAddedTooOften(context),
    callsItOff: (seen) => callsItOff(said(seen)) && sent(seen).length === 0,
    hasWaiting,
    /** What waits must be said before this text is acted upon. */
    endsWaiting: (seen) =>
      overflows(seen) ||
      (hasWaiting(seen) &&
        (limits.isTooMuch(seen.context) || callsItOff(said(seen)) || asksForPerson(said(seen)))),
    overflows,
    isNews: ({ event }) => event.type === 'CALL_NOTED' && event.isNews,
    isFirstFailure: ({ context }) => context.failures === 0,
    isFirstAddition: ({ context }) => context.additions === 0,
    isToBePassedOn: ({ context }) => context.isPassedOn && !limits.isTooMuch(context),
    isToWait: ({ context }) => context.isPassedOn && !limits.isTooDear(context),
    isPassedOn: ({ context }) => context.isPassedOn,
    isOwnersText: ({ event }) => event.type === 'TEXT_FAILED' && event.text === 'ownerWords',
    isOpeningText: ({ event }) => event.type === 'TEXT_FAILED' && OPENING_TEXTS.has(event.text),
  },
  delays: {
    followUp: ({ context }) => (context.isFollowedUp ? Number.POSITIVE_INFINITY : limits.FOLLOW_UP_MS),
    silence: limits.SILENCE_MS,
    gathering: ({ context, event }) =>
      hasWaiting({ context, event }) ? limits.GATHERING_MS : Number.POSITIVE_INFINITY,
    capturedSilence: limits.CAPTURED_MS,
    handedOverSilence: limits.HANDED_OVER_MS,
  },
});
