/** Reads what an owner types: `1 hello, I can come at five`, `TAKE 1`, `LIST`; anything else is words without a name on them. */
import { bare, tidy } from '../onboarding/reading/plain.ts';
import type { Command } from './context.ts';

export type Reading =
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
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

export function readDeskText(text: string): Reading {
  const words = bare(text);
  if (words === '' || /^(?:help|info|commands?)$/u.test(words)) return { kind: 'help' };
  if (/^(?:list|jobs|open|enquiries)$/u.test(words)) return { kind: 'list' };
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
