/** What an owner reads when they write to their own number: short, plain British English; our own words are GSM-7 only, two segments at most. */
import type { WeekHours } from '../../src/values/week-hours.ts';
import { asWritten } from '../as-written.ts';
import type { PhoneType } from '../forwarding/events.ts';
import { wordSwitchingOff } from '../forwarding-codes.ts';
import type { TypedWording } from '../step/index.ts';
import type { OpenEnquiry } from './events.ts';
import { wordHours } from './hours.ts';

type Listed = {
  readonly open: readonly OpenEnquiry[];
};
type WithWho = TypedWording<{ who: string; handle: number }>;

/** Five lines of at most 44 characters fit two segments beside the words around them. */
const MOST_SHOWN = 5;

function lines(open: readonly OpenEnquiry[]): string {
  const shown = open
    .slice(0, MOST_SHOWN)
    .map(({ handle, who, what }) => asWritten(`${handle} ${[who, what].filter(Boolean).join(': ')}`, 40));
  const left = open.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

const list: TypedWording<Listed> = ({ open }) => `${lines(open)}\nTo answer: the number and your message.`;

const nothingOpen: TypedWording<unknown> = () =>
  "No open enquiries just now. We'll text you when there's a new one.";

const choose: TypedWording<Listed> = ({ open }) => `Which one? Reply with the number.\n${lines(open)}`;

const unknown: TypedWording<Listed> = ({ open }) => `That number isn't open. Which one?\n${lines(open)}`;

const help: TypedWording<unknown> = () =>
  'To answer a caller: 1 and your message. LIST shows who is open. TAKE 1: I go quiet. BACK 1: I carry on. DONE 1: closed. IGNORE 1: never texted again. HOURS: when you are open. FORWARDING OFF. STOP: no more texts to you.';

const sent: WithWho = ({ who }) => `Sent to ${asWritten(who, 40)}. Their answers come to you.`;

const notTextable: WithWho = ({ who }) =>
  `Not sent: ${asWritten(who, 40)} asked not to get texts. Please ring instead.`;

const taken: WithWho = ({ who, handle }) =>
  `${asWritten(who, 40)} is yours: I won't text them. Their answers come to you. BACK ${handle} hands them back to me.`;

const handedBack: WithWho = ({ who }) => `OK, I'll carry on with ${asWritten(who, 40)}.`;

const done: WithWho = ({ who, handle }) => `Closed: ${asWritten(who, 40)} (${handle}).`;

const ignored: WithWho = ({ who }) =>
  `OK, ${asWritten(who, 40)} won't be texted again when you miss their call.`;

const hours: TypedWording<{ hours: WeekHours | null }> = ({ hours: known }) =>
  known === null
    ? "You're always open to callers. To set hours, text for example: HOURS Mon-Fri 8-18, Sat 9-1"
    : `You're open ${wordHours(known)}. At other times callers read that you're closed. To change it: HOURS Mon-Fri 8-18. Always open: HOURS OFF`;

const hoursUnclear: TypedWording<unknown> = () =>
  "Sorry, I didn't get those hours. Try it like this: HOURS Mon-Fri 8-18, Sat 9-1. Always open: HOURS OFF";

const forwardingOff: TypedWording<{ phoneType: PhoneType | null }> = ({ phoneType }) =>
  `OK. ${wordSwitchingOff(phoneType)} From then on the calls you miss don't reach us, so we can't text those callers.`;

export const texts = {
  ...{ list, nothingOpen, choose, unknown, help },
  ...{ hours, hoursUnclear, forwardingOff },
  ...{ sent, notTextable, taken, handedBack, done, ignored },
} as const;
