/** The sentences of the room: how a call stands, why one waits, what follows from one, what an answer of the API means. */
import { CLOSES_AT_HOUR, OPENS_AT_HOUR } from '../../../src/values/quiet-hours.ts';
import type { Exchange } from './api.ts';
import type { Call, Recipient } from './told.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'live';

export interface State {
  readonly words: string;
  readonly tone: Tone;
}

const LABELS: Readonly<Record<string, State>> = {
  YES: { words: 'Yes', tone: 'good' },
  NO: { words: 'No', tone: 'warn' },
  LATER: { words: 'Later', tone: 'warn' },
  ASK_AGENT: { words: 'Wants a person', tone: 'warn' },
  DONT_CALL: { words: 'Do not call', tone: 'bad' },
  UNKNOWN: { words: 'Not understood', tone: 'calm' },
};

const STATUSES: Readonly<Record<string, State>> = {
  queued: { words: 'Waits', tone: 'calm' },
  dialling: { words: 'Rings', tone: 'live' },
  answered: { words: 'Talks', tone: 'live' },
  completed: { words: 'Over', tone: 'calm' },
  no_answer: { words: 'No answer', tone: 'warn' },
  busy: { words: 'Busy', tone: 'warn' },
  failed: { words: 'Failed', tone: 'bad' },
  unclear: { words: 'Nobody knows', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'calm' },
  do_not_call: { words: 'Do not call', tone: 'bad' },
  refused: { words: 'Refused', tone: 'bad' },
};

const ROWS: Readonly<Record<string, State>> = {
  pending: { words: 'Not queued yet', tone: 'calm' },
  do_not_call: { words: 'Do not call', tone: 'bad' },
  no_consent: { words: 'No consent', tone: 'bad' },
  duplicate: { words: 'Twice', tone: 'warn' },
  invalid: { words: 'Bad row', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'calm' },
};

const unknown = (words: string): State => ({ words, tone: 'calm' });

export function stateOf({ status, label }: Call): State {
  const said = status === 'completed' ? LABELS[label ?? ''] : undefined;
  return said ?? STATUSES[status] ?? unknown(status);
}

export function stateOfRow({ outcome, call }: Recipient): State {
  return call ? stateOf(call) : (ROWS[outcome] ?? unknown(outcome));
}

/** `08:00` today, `Sun 29 Nov, 08:00` on another day. */
export function momentIn(at: Date, now: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  return day.format(at) === day.format(now) ? time : `${day.format(at)}, ${time}`;
}

export const cityOf = (timeZone: string): string =>
  timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;

/** `+44 7700 900100`. */
export const readable = (phone: string): string => phone.replace(/^(\+44)(\d{4})/, '$1 $2 ');

/** Null: it does not wait. */
export function whyItWaits(call: Call, now: Date): string | null {
  if (call.status !== 'queued') return null;
  const at = call.notBefore ? momentIn(call.notBefore, now, call.timeZone) : null;
  const until = at ? ` until ${at}` : '';
  switch (call.waitsFor) {
    case 'window': {
      const city = cityOf(call.timeZone);
      const hour = momentIn(now, now, call.timeZone);
      return `It is ${hour} in ${city}. Nobody is rung between ${CLOSES_AT_HOUR}:00 and ${OPENS_AT_HOUR}:00 there, so this waits${until}.`;
    }
    case 'slot':
      return 'As many calls as the business may have at once are under way; this one leaves when one of them ends.';
    case 'daily_limit':
      return `The business has rung as many people as it may in a day; this waits${until}.`;
    case 'earlier_call':
      return `Another call to this phone is under way; this waits${until}.`;
    case 'retry':
      return `Try ${call.attempt} of 3 waits${until}.`;
    case 'flag':
      return `Outbound calls are switched off for this business; this waits${until}.`;
    default:
      return 'Next in line.';
  }
}

/** What follows from how it ended, in the order in which a person asks. */
export function whatFollows(call: Call, now: Date): string[] {
  const lines: string[] = [];
  const { followUp, callback, doNotCall, nextTry, timeZone } = call;
  if (followUp) {
    const at = momentIn(followUp.scheduledFor, now, timeZone);
    const what = followUp.channel === 'text' ? 'A text' : 'Another call';
    const ends: Record<string, string> = { done: ': done.', cancelled: ': called off.' };
    lines.push(`${what} was promised for ${at}${ends[followUp.status] ?? '.'}`);
  }
  if (callback) {
    const when = callback.preferredTime ? ` (${callback.preferredTime})` : '';
    lines.push(`A person is to ring them${when}. The owner was texted.`);
  }
  if (call.label === 'DONT_CALL' || doNotCall) {
    const said = doNotCall?.words ? ` (“${doNotCall.words}”)` : '';
    lines.push(`On the do-not-call list${said}. Whatever was queued for this phone is cancelled.`);
  }
  const isNotReached = call.status === 'no_answer' || call.status === 'busy';
  if (isNotReached && !nextTry) lines.push('Not tried again by itself: three tries are enough.');
  return lines;
}

/** Why nobody rings this row of a list, where that needs saying. */
export function whyNotCalled({ row, outcome, error }: Recipient): string | null {
  if (error) return `Row ${row}: ${error}.`;
  if (outcome === 'do_not_call') return 'They asked not to be called: left out.';
  return outcome === 'no_consent' ? 'They have not agreed to be called: left out.' : null;
}

/** Why it ended without a talk, where that needs saying. */
export function whyItEnded({ status, endReason }: Call): string | null {
  if (status === 'cancelled' && endReason === 'do_not_call')
    return 'They asked not to be called while this waited.';
  if (status === 'cancelled') return 'The batch was cancelled before this was dialled.';
  if (status === 'do_not_call') return 'They are on the do-not-call list.';
  if (status === 'refused' && endReason === 'no_consent') return 'They have not agreed to be called.';
  return status === 'failed' || status === 'unclear' ? endReason : null;
}

const ANSWERS: Readonly<Record<string, string>> = {
  DO_NOT_CALL_BLOCKED: 'They asked not to be called. Nobody is rung.',
  NO_CONSENT: 'They have not agreed to be called. Nobody is rung.',
};

export function answerSentence({ status, json, text }: Exchange): string {
  if (status === null) return `Nobody answered: ${text}`;
  const error = typeof json?.error === 'string' ? json.error : null;
  if (error !== null) return ANSWERS[error] ?? error;
  if (typeof json?.cancelledCalls === 'number') return `${json.cancelledCalls} that waited are not made.`;
  if (typeof json?.retriedCalls === 'number') return `${json.retriedCalls} are called once more.`;
  return status < 300 ? 'Taken.' : `Refused with ${status}.`;
}
