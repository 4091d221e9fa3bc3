/**
 * What callers and owners read about an enquiry: short, warm, plain British English, GSM-7 only, at most two segments.
 * A caller hears from the business; our own name is nobody's they know.
 */
import { plainly } from '../plainly.ts';
import type { TextSettings, TypedWording } from '../step/index.ts';
import { type Question, wordExample, wordQuestion } from './questions.ts';

type Asking = {
  readonly business: string | null;
  readonly question: Question | null;
};
type ToCaller = TypedWording<Asking>;

export type Known = {
  readonly handle: number | null;
  readonly caller: string;
  readonly what: string | null;
  readonly place: string | null;
  readonly urgency: string | null;
  readonly preferredTime: string | null;
  readonly name: string | null;
  readonly photoCount: number;
};

/** A business whose name no plain text can carry is introduced by ours: the sender must be named. */
const sender = (business: string | null, { brandName }: TextSettings): string =>
  plainly(business, 45) || `${brandName}, for the business you rang`;

const STOP = 'Reply STOP to opt out.';

const textBack: ToCaller = ({ business, question }, settings) =>
  `Hi, it's ${sender(business, settings)}. Sorry we missed your call. ${wordQuestion(question)} Just text back and we'll get on it. ${STOP}`;

const textBackAfterHours: ToCaller = ({ business, question }, settings) =>
  `Hi, it's ${sender(business, settings)}. Sorry we missed your call, we're closed just now. Tell us by text and you'll be first in line. ${wordQuestion(question)} ${STOP}`;

const welcome: ToCaller = ({ business, question }, settings) =>
  `Hi, it's ${sender(business, settings)}. Thanks for your text. ${wordQuestion(question)} ${STOP}`;

const welcomeAfterHours: ToCaller = ({ business, question }, settings) =>
  `Hi, it's ${sender(business, settings)}. Thanks for your text. We're closed just now, but you'll be first in line. ${wordQuestion(question)} ${STOP}`;

const welcomeBack: ToCaller = ({ business, question }, settings) =>
  `Hi, it's ${sender(business, settings)}. Good to have you back. ${wordQuestion(question)} ${STOP}`;

const ask: ToCaller = ({ question }) => `Thanks. ${wordQuestion(question)}`;

const tryAgain: ToCaller = ({ question }) => `Sorry, I didn't quite get that. ${wordQuestion(question)}`;

const tryAgainWithExample: ToCaller = ({ question }) => `Sorry, still not sure. ${wordExample(question)}`;

const photoKept: ToCaller = ({ question }) =>
  `Thanks for the photo, we've kept it with your enquiry. ${wordQuestion(question)}`;

const followUp: ToCaller = ({ business, question }, settings) =>
  `Hi, it's ${sender(business, settings)} again. Still need a hand? ${wordQuestion(question)} ${STOP}`;

const thanks: TypedWording<{ business: string | null; name: string | null; isOpenNow: boolean }> = (
  { business, name, isOpenNow },
  settings,
) => {
  const who = plainly(name, 30);
  const when = isOpenNow ? 'will be in touch soon' : "will be in touch as soon as we're open";
  return `Thanks${who === '' ? '' : ` ${who}`}, that's everything. ${sender(business, settings)} ${when}. Text here if you want to add anything.`;
};

const noted: TypedWording<unknown> = () => "Thanks, we've added that.";

const passedOn: TypedWording<{ business: string | null }> = ({ business }, settings) =>
  `Thanks. We've passed your messages on, and somebody from ${sender(business, settings)} will get back to you.`;

/** Word for word; it is the owner who speaks. */
const ownerWords: TypedWording<{ words: string }> = ({ words }) => words;

const whoOf = ({ name, caller }: Pick<Known, 'name' | 'caller'>): string => {
  const plain = plainly(name, 30);
  return plain === '' ? caller : `${plain}, ${caller}`;
};

const lines = (known: Known): string =>
  [
    ...(known.place === null ? [] : [`Where: ${plainly(known.place, 36)}`]),
    ...(known.urgency === null ? [] : [`How urgent: ${known.urgency}`]),
    ...(known.preferredTime === null ? [] : [`When: ${plainly(known.preferredTime, 32)}`]),
    ...(known.photoCount === 0 ? [] : [`Photos: ${known.photoCount}`]),
    `From: ${whoOf(known)}`,
    `To answer: ${known.handle ?? ''} and your message`,
  ].join('\n');

const what = ({ what: said }: Known, longest: number): string => plainly(said, longest) || 'no details';

const summary: TypedWording<Known> = (known) =>
  `New job (${known.handle}): ${what(known, 80)}\n${lines(known)}`;

const unfinished: TypedWording<Known> = (known) =>
  `Unfinished enquiry (${known.handle}), gone quiet: ${what(known, 60)}\n${lines(known).replace(/\n?To answer: .*$/u, '')}`;

const wantsPerson: TypedWording<Known> = (known) =>
  `Please ring back (${known.handle}): ${what(known, 60)}\n${lines(known)}`;

const tooMuch: TypedWording<Known> = (known) =>
  `Over to you (${known.handle}): I've stopped texting ${whoOf(known)}, it went round in circles. To answer: ${known.handle ?? ''} and your message. To let me go on: BACK ${known.handle ?? ''}`;

const addition: TypedWording<{
  handle: number | null;
  name: string | null;
  caller: string;
  words: string;
  photoCount: number;
}> = ({ handle, name, caller, words, photoCount }) => {
  const photos = photoCount === 0 ? '' : photoCount === 1 ? ' (1 photo)' : ` (${photoCount} photos)`;
  return `${plainly(name, 30) || caller} (${handle}): ${plainly(words, 220)}${photos}`;
};

const unpaid: TypedWording<{ caller: string; link: string }> = ({ caller, link }, { brandName }) =>
  `You missed a call from ${caller}. We kept it, but couldn't text back: your ${brandName} plan isn't active. Turn it on here: ${link}`;

const limitReached: TypedWording<{ caller: string; link: string }> = ({ caller, link }) =>
  `You missed a call from ${caller}, and this month's conversations are used up, so we didn't text back. We'll start again next month. Your plan: ${link}`;

const unreachable: TypedWording<{ caller: string }> = ({ caller }) =>
  `You missed a call from ${caller}. We couldn't reach that number by text, so it may be a landline. Best to ring back.`;

const notDelivered: TypedWording<{ handle: number | null; name: string | null; caller: string }> = (known) =>
  `Your text to ${whoOf(known)} (${known.handle}) could not be delivered. Best to ring.`;

export const texts = {
  textBack,
  textBackAfterHours,
  welcome,
  welcomeAfterHours,
  welcomeBack,
  ask,
  tryAgain,
  tryAgainWithExample,
  photoKept,
  followUp,
  thanks,
  noted,
  passedOn,
  ownerWords,
  summary,
  unfinished,
  wantsPerson,
  tooMuch,
  addition,
  unpaid,
  limitReached,
  unreachable,
  notDelivered,
} as const;

/** Each opens a conversation: when one cannot be delivered, the caller cannot be texted at all. */
export const OPENING_TEXTS: ReadonlySet<string> = new Set([
  ...(['textBack', 'textBackAfterHours', 'welcome', 'welcomeAfterHours'] as const),
]);
