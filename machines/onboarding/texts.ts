/**
 * What onboarding says in its own words: short, warm, plain British English, GSM-7 only, at most two segments.
 * The four texts that are not ours to word live in `documented-texts.ts`.
 */
import { countSegments } from '../../src/values/segments.ts';
import type { PhoneType } from '../forwarding/events.ts';
import { landlineBusyCode, landlineNoReplyCode, mobileCode, wordSwitchingOff } from '../forwarding-codes.ts';
import type { TypedWording } from '../step/index.ts';
import { documentedTexts } from './documented-texts.ts';
import { type Question, wordQuestion as word } from './questions.ts';

type Asking = TypedWording<Question>;
type WithNumber = TypedWording<{ number: string }>;
type Plain = TypedWording<unknown>;
type TradeAndPlace = { trade: string | null; location: string | null };

/** What an owner wrote is only repeated where it neither turns the text into UCS-2 nor fills it. */
const LONGEST_ECHO = 45;

function echo(before: string, said: string, after: string): string {
  const isPlain = said.length <= LONGEST_ECHO && countSegments(said).encoding === 'GSM-7';
  return isPlain ? before + said + after : '';
}

const gotIt = ({ trade, location }: TradeAndPlace) =>
  trade && location ? echo('Got it: ', `${trade}, ${location}`, '. ') : '';

const greet: Asking = (asked, { brandName }) =>
  `Hi, it's ${brandName}. We text back the callers you miss, so you don't lose the job. ${word(asked)} Reply STOP to opt out.`;

const greetAndAskName: TypedWording<TradeAndPlace> = (said, { brandName }) =>
  `Hi, it's ${brandName}. We text back the callers you miss, so you don't lose the job. ${gotIt(said)}What's your business called? Reply STOP to opt out.`;

const askBusinessName: TypedWording<TradeAndPlace> = (said) =>
  `${gotIt(said)}What's your business called? (Reply BACK at any time to change your last answer.)`;

const askOwnerName: Plain = () => "Thanks. And what's your name?";

const askNotification: TypedWording<{ ownerName: string | null }> = ({ ownerName }) =>
  `${echo('Nice to meet you, ', ownerName ?? '', '. ')}${word({ question: 'notification' })}`;

const askToConfirm: Plain = () =>
  "That's everything we need. Ready to go live? Reply READY, or BACK to change your last answer.";

const numberReady: WithNumber = ({ number }, { brandName }) =>
  `Your ${brandName} number is ${number}. ${word({ question: 'phoneType' })}`;

const ask: Asking = (asked) => word(asked);

const goneBack: Asking = (asked) => `No problem. ${word(asked)}`;

const cannotGoBack: Asking = (asked) =>
  `We can't go back from here. If something needs changing, reply HUMAN and a person will help. ${word(asked)}`;

const tryAgain: Asking = (asked) => `Sorry, we didn't get that. ${word(asked)}`;

const offerHuman: Asking = (asked) =>
  `Sorry, we're still not getting it. Reply HUMAN and a person will help you, or try again: ${word(asked)}`;

const humanAsked: Asking = (asked, { brandName }) =>
  `Thanks. Somebody from ${brandName} will get in touch with you. ${word(asked)} Reply STOP to opt out.`;

const help: Asking = (asked, { brandName }) =>
  `${brandName} texts back the callers you miss and takes down the job. ${word(asked)} Reply HUMAN for a person or STOP to opt out.`;

const welcomeBack: Asking = (asked, { brandName }) =>
  `Welcome back to ${brandName}. ${word(asked)} Reply STOP to opt out.`;

const reminder: Asking = (asked, { brandName }) =>
  `Hi, it's ${brandName}. You're part way through setting up. ${word(asked)} Reply STOP to opt out.`;

const lastReminder: Asking = (asked, { brandName }) =>
  `Hi, it's ${brandName}. We won't remind you again, but you can carry on whenever you like. ${word(asked)} Reply STOP to opt out.`;

const notYet: Plain = () => 'No rush. Reply READY whenever you want to go live.';

const iphoneCode: WithNumber = ({ number }) =>
  `Can't find that setting? Open the Phone app's keypad, type ${mobileCode(number)} and press call. It forwards the calls you miss and replaces your voicemail. Then reply DONE.`;

const androidInstructions: WithNumber = ({ number }, { brandName }) =>
  `Your ${brandName} number is ${number}. Open your Android's Phone app, type ${mobileCode(number)} on the keypad and press call. It forwards the calls you miss and replaces your voicemail. Done? Reply DONE`;

const landlineInstructions: WithNumber = ({ number }, { brandName }) =>
  `Your ${brandName} number is ${number}. On your landline, dial ${landlineNoReplyCode(number)} and wait for the tone, then ${landlineBusyCode(number)} the same way. It forwards calls you miss or that find you busy. Done? Reply DONE`;

const askForTestCall: Plain = () => `Great, nearly there. ${word({ question: 'testCall' })}`;

const ringing: Plain = () =>
  "We're ringing your phone now. Don't pick up: let it ring out, and we'll text you as soon as the call reaches us.";

const justRang: Plain = () =>
  'We rang you a moment ago. Give it a minute and, if nothing happens, reply CALL ME again.';

const testCallMissed: Plain = () =>
  "That call did not reach us, so forwarding isn't on yet. Reply BACK to see the steps again, or CALL ME for another try: let it ring out and don't pick up. Reply HUMAN for a person.";

const testCallNotPlaced: Plain = () =>
  "We couldn't ring you just now. Ring your phone from another phone and let it ring out, or reply CALL ME to try again.";

const live: WithNumber = ({ number }, { brandName }) =>
  `You're live! Calls you miss now go to ${number}. We text those callers back straight away, ask about the job and text you what they say. That's ${brandName}. Reply HELP for help or BILLING for payments.`;

const answerWhenLive: Asking = (asked) =>
  `${word(asked)} Reply HELP for help, BILLING for payments or TEST for a test call.`;

const billing: TypedWording<{ link: string }> = ({ link }, { brandName }) =>
  `Your ${brandName} payments and invoices are here: ${link}`;

const forwardingOff: TypedWording<{ phoneType: PhoneType | null }> = ({ phoneType }) =>
  `OK. ${wordSwitchingOff(phoneType)} From then on the calls you miss don't reach us, so we can't text those callers.`;

const testCallWorked: Plain = () => 'Your test call reached us. Forwarding works.';

const justRangWhenLive: Plain = () => 'We rang you a moment ago. Give it a minute, then reply TEST again.';

const testCallNotPlacedWhenLive: Plain = () =>
  "We couldn't ring you just now. Reply TEST to try again later.";

const testCallMissedWhenLive: Plain = () =>
  'Your test call did not reach us, so call forwarding may be off. Reply TEST to try again or HUMAN for a person.';

export const texts = {
  ...documentedTexts,
  ...{ greet, greetAndAskName, welcomeBack, help, humanAsked, offerHuman, tryAgain, reminder, lastReminder },
  ...{ ask, askBusinessName, askOwnerName, askNotification, askToConfirm, notYet, goneBack, cannotGoBack },
  ...{ numberReady, iphoneCode, androidInstructions, landlineInstructions, askForTestCall },
  ...{ ringing, justRang, testCallMissed, testCallNotPlaced },
  ...{ live, answerWhenLive, billing, justRangWhenLive, forwardingOff },
  ...{ testCallWorked, testCallMissedWhenLive, testCallNotPlacedWhenLive },
};

/** Without these the owner is stuck, so a person must know when one of them cannot be delivered. */
export const KEY_TEXTS: ReadonlySet<string> = new Set<keyof typeof texts>([
  ...([
    'greet',
    'greetAndAskName',
    'askToConfirm',
    'paymentRequired',
    'atCapacity',
    'numberMissing',
  ] as const),
  ...(['numberReady', 'iphoneInstructions', 'iphoneCode', 'androidInstructions'] as const),
  ...(['landlineInstructions', 'askForTestCall', 'testCallMissed', 'live'] as const),
]);
