/** What an owner reads when they write to their own number: short, plain British English, GSM-7 only, two segments at most. */
import { plainly } from '../plainly.ts';
import type { TypedWording } from '../step/index.ts';
import type { OpenEnquiry } from './events.ts';

type Listed = {
  readonly open: readonly OpenEnquiry[];
};
type WithWho = TypedWording<{ who: string; handle: number }>;

/** Five lines of at most 44 characters fit two segments beside the words around them. */
const MOST_SHOWN = 5;

function lines(open: readonly OpenEnquiry[]): string {
  const shown = open
    .slice(0, MOST_SHOWN)
    .map(({ handle, who, what }) => plainly(`${handle} ${[who, what].filter(Boolean).join(': ')}`, 40));
  const left = open.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

const list: TypedWording<Listed> = ({ open }) => `${lines(open)}\nTo answer: the number and your message.`;

const nothingOpen: TypedWording<unknown> = () =>
  "No open enquiries just now. We'll text you when there's a new one.";

const choose: TypedWording<Listed> = ({ open }) => `Which one? Reply with the number.\n${lines(open)}`;

const unknown: TypedWording<Listed> = ({ open }) => `That number isn't open. Which one?\n${lines(open)}`;

const help: TypedWording<unknown> = () =>
  'To answer a caller: 1 and your message. LIST shows who is open. TAKE 1: I go quiet. BACK 1: I carry on. DONE 1: closed. IGNORE 1: never texted again. STOP: no more texts to you.';

const sent: WithWho = ({ who }) => `Sent to ${plainly(who, 40)}. Their answers come to you.`;

const notTextable: WithWho = ({ who }) =>
  `Not sent: ${plainly(who, 40)} asked not to get texts. Please ring instead.`;

const taken: WithWho = ({ who, handle }) =>
  `${plainly(who, 40)} is yours: I won't text them. Their answers come to you. BACK ${handle} hands them back to me.`;

const handedBack: WithWho = ({ who }) => `OK, I'll carry on with ${plainly(who, 40)}.`;

const done: WithWho = ({ who, handle }) => `Closed: ${plainly(who, 40)} (${handle}).`;

const ignored: WithWho = ({ who }) =>
  `OK, ${plainly(who, 40)} won't be texted again when you miss their call.`;

export const texts = {
  ...{ list, nothingOpen, choose, unknown, help },
  ...{ sent, notTextable, taken, handedBack, done, ignored },
} as const;
