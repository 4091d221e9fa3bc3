/** What a caller reads: from the business, because our own name is nobody's they know. GSM-7 only, at most two segments. */
import { plainly } from '../plainly.ts';
import type { TextSettings, TypedWording } from '../step/index.ts';
import { type Question, wordExample, wordQuestion } from './questions.ts';

type Asking = {
  readonly business: string | null;
  readonly question: Question | null;
};
type ToCaller = TypedWording<Asking>;

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

const goodbye: TypedWording<{ business: string | null }> = ({ business }, settings) =>
  `No problem, thanks for letting us know. All the best, ${sender(business, settings)}`;

/** Word for word; it is the owner who speaks. */
const ownerWords: TypedWording<{ words: string }> = ({ words }) => words;

export const textsToCaller = {
  ...{ textBack, textBackAfterHours, welcome, welcomeAfterHours, welcomeBack },
  ...{
    ask,
    tryAgain,
    tryAgainWithExample,
    photoKept,
    followUp,
    thanks,
    noted,
    passedOn,
    goodbye,
    ownerWords,
  },
} as const;

/** Each opens a conversation: when one cannot be delivered, the caller cannot be texted at all. */
export const OPENING_TEXTS: ReadonlySet<string> = new Set([
  ...(['textBack', 'textBackAfterHours', 'welcome', 'welcomeAfterHours'] as const),
]);
