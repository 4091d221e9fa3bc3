/** Reads what an owner types: `1 hello, I can come at five`, `TAKE 1`, `LIST`; anything else is words without a name on them. */
import type { WeekHours } from '../../src/values/week-hours.ts';
import { wantsForwardingOff } from '../reading/forwarding-off.ts';
import { bare, tidy } from '../reading/plain.ts';
import type { Command } from './context.ts';
import { readHours } from './hours.ts';

export type Reading =
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
  | { readonly kind: 'forwardingOff' }
  | { readonly kind: 'askHours' }
  /** Null: always open. */
  | { readonly kind: 'setHours'; readonly hours: WeekHours | null }
  | { readonly kind: 'unclearHours' }
  | { readonly kind: 'handle'; readonly handle: number }
  | { readonly kind: 'command'; readonly handle: number | null; readonly command: Command };

/** "1 hello", "#1: hello", "1. hello"; not "10am is fine", not "5:30 then". */
const REPLY = /^(?:to )?#?(\d{1,3})(?:[:.,)] ?| - ?| )(?=\D)(.+)$/isu;
const VERB = /^(take|take over|back|hand back|done|close|ignore)(?: #?(\d{1,3}))?$/u;
const VERBS: Readonly<Record<string, Command['does']>> = {
  take: 'take',
  'take over': 'take',
  back: 'back',
  'hand back': 'back',
  done: 'done',
  close: 'done',
  ignore: 'ignore',
};

/** `HOURS`, `HOURS Mon-Fri 8-18`, `hours: off`. A long text that only begins so is meant for a caller. */
const HOURS = /^(?:(?:opening|business|my) )?hours\b[:,]? ?(.{0,80})$/iu;

function readHoursCommand(rest: string): Reading {
  const words = bare(rest);
  if (words === '') return { kind: 'askHours' };
  if (/^(?:off|always|always open|24 7|24 hours|none)$/u.test(words))
    return { kind: 'setHours', hours: null };
  const hours = readHours(rest);
  return hours === null ? { kind: 'unclearHours' } : { kind: 'setHours', hours };
}

export function readDeskText(text: string): Reading {
  const words = bare(text);
  if (words === '' || /^(?:help|info|commands?)$/u.test(words)) return { kind: 'help' };
  if (/^(?:list|jobs|open|enquiries)$/u.test(words)) return { kind: 'list' };
  if (wantsForwardingOff(text)) return { kind: 'forwardingOff' };
  const hours = HOURS.exec(tidy(text));
  if (hours) return readHoursCommand(hours[1] ?? '');
  if (/^\d{1,3}$/u.test(words)) return { kind: 'handle', handle: Number(words) };
  const verb = VERB.exec(words);
  const does = VERBS[verb?.[1] ?? ''];
  if (verb && does) {
    return {
      kind: 'command',
      handle: verb[2] === undefined ? null : Number(verb[2]),
      command: { does, words: '' },
    };
  }
  const reply = REPLY.exec(text.trim());
  if (reply?.[1] !== undefined && reply[2] !== undefined && tidy(reply[2]) !== '') {
    return { kind: 'command', handle: Number(reply[1]), command: { does: 'reply', words: reply[2].trim() } };
  }
  return { kind: 'command', handle: null, command: { does: 'reply', words: text.trim() } };
}
