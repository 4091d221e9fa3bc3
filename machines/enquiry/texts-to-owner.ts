/** What an owner reads about an enquiry. Our own words are GSM-7 and at most two segments; a caller's are as they were written. */
import { asWritten } from '../as-written.ts';
import type { TypedWording } from '../step/index.ts';

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

type Who = Pick<Known, 'handle' | 'name' | 'caller'>;

const whoOf = ({ name, caller }: Pick<Who, 'name' | 'caller'>): string =>
  [asWritten(name), caller].filter(Boolean).join(', ');

/**
 * A number, not a link: the carrier's addresses of photos want our credentials, or are open to everybody who learns them,
 * and picture messages do not exist in Britain. The addresses stand in the row of the enquiry.
 */
const photosOf = (count: number): string =>
  count === 0 ? '' : `${count} photo${count === 1 ? '' : 's'}, kept with the enquiry`;

/** Quiet about the answer where there is no handle any more. */
const BEST_TO_RING = 'Best to ring back.';

const lines = (known: Known): string =>
  [
    ...(known.place === null ? [] : [`Where: ${asWritten(known.place)}`]),
    ...(known.urgency === null ? [] : [`How urgent: ${known.urgency}`]),
    ...(known.preferredTime === null ? [] : [`When: ${asWritten(known.preferredTime)}`]),
    ...(known.photoCount === 0 ? [] : [photosOf(known.photoCount)]),
    `From: ${whoOf(known)}`,
    `To answer: ${known.handle ?? ''} and your message`,
  ].join('\n');

const what = ({ what: said }: Known): string => asWritten(said) || 'no details';

const summary: TypedWording<Known> = (known) => `New job (${known.handle}): ${what(known)}\n${lines(known)}`;

const unfinished: TypedWording<Known> = (known) =>
  `Unfinished enquiry (${known.handle}), gone quiet: ${what(known)}\n${lines(known).replace(/\n?To answer: .*$/u, '')}`;

const wantsPerson: TypedWording<Known> = (known) =>
  `Please ring back (${known.handle}): ${what(known)}\n${lines(known)}`;

const tooMuch: TypedWording<Known> = (known) =>
  `Over to you (${known.handle}): I've stopped texting ${whoOf(known)}, it went round in circles. To answer: ${known.handle ?? ''} and your message. To let me go on: BACK ${known.handle ?? ''}`;

const addition: TypedWording<Who & { words: readonly string[]; photoCount: number }> = (known) => {
  const { name, caller, handle, words, photoCount } = known;
  const said = [...words.map((one) => asWritten(one)), photosOf(photoCount)].filter(Boolean).join('\n');
  return `${asWritten(name) || caller} (${handle}): ${said}`;
};

const notRelayed: TypedWording<Known> = (known) =>
  `${whoOf(known)} (${known.handle}) sends very many texts, so I've stopped passing them on. To hear from them again: ${known.handle ?? ''} and your message`;

const calledOff: TypedWording<Who & { words: string }> = (known) =>
  `It's off (${known.handle}): ${whoOf(known)} wrote "${asWritten(known.words)}". We've said thanks and closed it.`;

const rangAgain: TypedWording<Who> = (known) =>
  `${whoOf(known)} (${known.handle}) has rung again. ${BEST_TO_RING}`;

const unpaid: TypedWording<{ caller: string; link: string }> = ({ caller, link }, { brandName }) =>
  `You missed a call from ${caller}. We kept it, but couldn't text back: your ${brandName} plan isn't active. Turn it on here: ${link}`;

const limitReached: TypedWording<{ caller: string; link: string }> = ({ caller, link }) =>
  `You missed a call from ${caller}, and this month's conversations are used up, so we didn't text back. We'll start again next month. Your plan: ${link}`;

type WithCaller = TypedWording<{ caller: string }>;

const withheld: WithCaller = () => "Missed call from a withheld number, so we couldn't text them back.";

const optedOut: WithCaller = ({ caller }) =>
  `Missed call from ${caller}. They asked not to get texts, so we didn't. ${BEST_TO_RING}`;

const unreachable: WithCaller = ({ caller }) =>
  `Missed call from ${caller}. No text reaches that number, it may be a landline. ${BEST_TO_RING}`;

const missedAgain: WithCaller = ({ caller }) =>
  `Another missed call from ${caller}. We texted them not long ago, so we didn't again. ${BEST_TO_RING}`;

/** Twilio's codes for a number that is no mobile, and for somebody who opted out. */
const LANDLINE_CODES = new Set(['21614', '21635', '30006']);
const OPTED_OUT_CODE = '21610';

const undelivered: TypedWording<{ caller: string; isByCall: boolean; code: string }> = (failed) => {
  const { caller, isByCall, code } = failed;
  const what = isByCall ? 'Missed call' : 'Text';
  if (LANDLINE_CODES.has(code))
    return `${what} from ${caller} - a landline, so we couldn't text them. ${BEST_TO_RING}`;
  if (code === OPTED_OUT_CODE)
    return `${what} from ${caller}. They asked not to get texts, so we couldn't answer. ${BEST_TO_RING}`;
  return `${what} from ${caller}. Our text to them didn't arrive. ${BEST_TO_RING}`;
};

const notDelivered: TypedWording<Who> = (known) =>
  `Your text to ${whoOf(known)} (${known.handle}) could not be delivered. Best to ring.`;

export const textsToOwner = {
  ...{ summary, unfinished, wantsPerson, tooMuch, addition, notRelayed, calledOff, rangAgain },
  ...{ unpaid, limitReached, withheld, optedOut, unreachable, missedAgain, undelivered, notDelivered },
} as const;
