/** What states do: the texts to the caller, the texts to the owner, and what is written about the enquiry. */
import type { EnquiryContext } from '../context.ts';
import type { Question } from '../questions.ts';
import { type EnquiryText, enquiry, questionOf, type Seen, said } from '../setup.ts';
import type { Known } from '../texts.ts';

interface Remembering {
  context: EnquiryContext;
}

type AskingText = Extract<
  EnquiryText,
  { values: { business: string | null; question: Question | null } }
>['text'];
type KnownText = Extract<EnquiryText, { values: Known }>['text'];

/** Sends the caller one of the texts that end in the open question. */
export const ask = <Text extends AskingText>(text: Text) => ({
  type: 'sendText' as const,
  params: ({ context }: Remembering) => ({
    text,
    values: { business: context.facts.businessName, question: questionOf(context) },
  }),
});

/** The first text: after a missed call or a text, in business hours or not. */
export const greet = {
  type: 'sendText' as const,
  params: ({ context }: Remembering) => ({
    text: openingText(context),
    values: { business: context.facts.businessName, question: questionOf(context) },
  }),
};

function openingText({ isByCall, isOpenNow }: EnquiryContext) {
  if (isByCall) return isOpenNow ? ('textBack' as const) : ('textBackAfterHours' as const);
  return isOpenNow ? ('welcome' as const) : ('welcomeAfterHours' as const);
}

export const thank = {
  type: 'sendText' as const,
  params: ({ context: { facts, name, isOpenNow } }: Remembering) => ({
    text: 'thanks' as const,
    values: { business: facts.businessName, name, isOpenNow },
  }),
};

export const sayPassedOn = {
  type: 'sendText' as const,
  params: ({ context }: Remembering) => ({
    text: 'passedOn' as const,
    values: { business: context.facts.businessName },
  }),
};

export const sendOwnerWords = {
  type: 'sendText' as const,
  params: ({ event }: Seen) => ({
    text: 'ownerWords' as const,
    values: { words: event.type === 'OWNER_REPLIED' ? event.text : '' },
  }),
};

/** Tells the owner what is known. */
export const tellOwner = <Text extends KnownText>(text: Text) => ({
  type: 'textOwner' as const,
  params: ({ context }: Remembering) => ({ text, values: knownOf(context) }),
});

function knownOf(context: EnquiryContext): Known & Record<string, unknown> {
  const { handle, what, place, urgency, preferredTime, name, photos, facts } = context;
  const caller = facts.theirNumber;
  return { handle, caller, what, place, urgency, preferredTime, name, photoCount: photos.length };
}

/** Passes on to the owner, word for word, what the caller added. */
const passOnWaiting = {
  type: 'textOwner' as const,
  params: ({ context: { handle, name, waiting, waitingPhotos, facts } }: Remembering) => ({
    text: 'addition',
    values: { handle, name, caller: facts.theirNumber, words: waiting, photoCount: waitingPhotos },
    isAnswer: true,
  }),
};

export const flush = [passOnWaiting, 'clearWaiting' as const];

/** Says what waits, then does what the event asks for. */
export const flushFirst = { actions: [...flush, enquiry.raise(({ event }) => event)] };

export const tellOwnerOfRefusal = (text: 'unpaid' | 'limitReached') => ({
  type: 'textOwner' as const,
  params: ({ context: { facts } }: Remembering) => ({
    text,
    values: { caller: facts.theirNumber, link: text === 'unpaid' ? facts.payLink : facts.portalLink },
  }),
});

/** No text was sent, or none arrives: whose call it was, and why. */
export const tellOwnerOfCall = (text: 'withheld' | 'optedOut' | 'unreachable' | 'missedAgain') => ({
  type: 'textOwner' as const,
  params: ({ context: { facts } }: Remembering) => ({ text, values: { caller: facts.theirNumber } }),
});

export const tellOwnerUndelivered = {
  type: 'textOwner' as const,
  params: ({ context: { isByCall, facts }, event }: Seen) => ({
    text: 'undelivered',
    values: {
      caller: facts.theirNumber,
      isByCall,
      code: event.type === 'TEXT_FAILED' ? (event.reason.split(' ')[0] ?? '') : '',
    },
  }),
};

/** The caller's last words with it: "found somebody else" is worth knowing. */
export const tellOwnerItIsOff = {
  type: 'textOwner' as const,
  params: (seen: Seen) => ({
    text: 'calledOff',
    values: { ...whoIs(seen.context), words: said(seen) },
  }),
};

export const sayGoodbye = {
  type: 'sendText' as const,
  params: ({ context }: Remembering) => ({
    text: 'goodbye' as const,
    values: { business: context.facts.businessName },
  }),
};

export const tellOwnerOfAnotherCall = {
  type: 'textOwner' as const,
  params: ({ context }: Remembering) => ({ text: 'rangAgain', values: whoIs(context) }),
};

export const tellOwnerNotDelivered = {
  type: 'textOwner' as const,
  params: ({ context }: Remembering) => ({ text: 'notDelivered', values: whoIs(context) }),
};

function whoIs({ handle, name, facts }: EnquiryContext) {
  return { handle, name, caller: facts.theirNumber };
}

export const save = (status?: 'open' | 'captured' | 'handed_over') => ({
  type: 'saveEnquiry' as const,
  params: ({ context: { what, place, urgency, preferredTime, name, photos } }: Remembering) => ({
    ...{ what, place, urgency, preferredTime, name, photos },
    ...(status === undefined ? {} : { status }),
  }),
});

export const close = { type: 'closeEnquiry' as const, params: {} };
export const closeAsTold = { type: 'closeEnquiry' as const, params: { isOwnerTold: true } };
