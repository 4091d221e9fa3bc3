/** Names, times and the small sentences of the page. */
import { readable } from '../network/e164.ts';
import type { PhoneCall } from '../network/types.ts';
import type { World } from '../world.ts';

export function nameOf(world: World, number: string): string {
  return world.settings.contacts.get(number) ?? readable(number);
}

/** For places where a whole number has no room: the name, or the digits that tell numbers apart. */
export function shortNameOf(world: World, number: string): string {
  return world.settings.contacts.get(number) ?? `…${number.slice(-6)}`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

export const timeOf = (at: Date): string => clock.format(at);
export const exactTimeOf = (at: Date): string => clockWithSeconds.format(at);

export function dayOf(at: Date, now: Date): string {
  const day = 24 * 60 * 60 * 1000;
  if (at.toDateString() === now.toDateString()) return 'Today';
  if (at.toDateString() === new Date(now.getTime() - day).toDateString()) return 'Yesterday';
  return longDay.format(at);
}

export function callSentence(call: PhoneCall): string {
  if (call.status === 'calling') return 'Calling…';
  if (call.status === 'ringing') return 'Ringing…';
  if (call.status === 'in-progress') return 'In call';
  const length = lengthOf(call);
  if (call.direction === 'out')
    return length ? `Call, ${length}` : `Call: ${outgoingEnds[call.outcome ?? 'failed']}`;
  return length ? `Answered call, ${length}` : incomingEnds[call.outcome ?? 'failed'];
}

const outgoingEnds: Readonly<Record<NonNullable<PhoneCall['outcome']>, string>> = {
  completed: 'ended',
  busy: 'busy',
  'no-answer': 'no answer',
  failed: 'could not be connected',
  canceled: 'cancelled',
  declined: 'declined',
  forwarded: 'forwarded',
  voicemail: 'voicemail',
};

const incomingEnds: Readonly<Record<NonNullable<PhoneCall['outcome']>, string>> = {
  completed: 'Answered call',
  busy: 'Missed call (busy)',
  'no-answer': 'Missed call',
  failed: 'Missed call',
  canceled: 'Missed call',
  declined: 'Declined call',
  forwarded: 'Missed call, forwarded',
  voicemail: 'Missed call, voicemail',
};

function lengthOf(call: PhoneCall): string | null {
  if (!call.answeredAt || !call.endedAt) return null;
  const seconds = Math.round((call.endedAt.getTime() - call.answeredAt.getTime()) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The same number always gets the same colour. */
export function hueOf(number: string): number {
  let sum = 0;
  for (const character of number) sum = (sum * 31 + character.charCodeAt(0)) % 360;
  return sum;
}

/** Two letters for a name, the last two digits for a number. */
export function initialsOf(name: string): string {
  if (/^[+\d]/.test(name)) return name.slice(-2);
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase())
    .join('');
}
