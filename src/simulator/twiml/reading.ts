/** What it is to read TwiML to somebody: the context of every verb, and where a verb may lead. */
import type { Party } from '../calls/party.ts';
import type { Leg } from '../network/types.ts';
import type { World } from '../world.ts';
import type { TwimlElement } from './parse.ts';

export type TwimlSource =
  | { readonly url: string; readonly method: 'GET' | 'POST' }
  | { readonly twiml: string };

export interface TwimlRun {
  readonly leg: Leg;
  /** Who listens. */
  readonly party: Party;
  readonly source: TwimlSource;
  /** Called once, when the first verb picks up the call. */
  readonly onAnswered: () => void;
}

/** `busy` and `no-answer` come from `<Reject>`; `hung-up` from `<Hangup>` or from somebody who left. */
export type TwimlEnd = 'finished' | 'hung-up' | 'busy' | 'no-answer';

/** What a verb may need to know while it is done. */
export interface Reading {
  readonly world: World;
  readonly leg: Leg;
  readonly party: Party;
  /** What relative URLs are relative to; empty for TwiML that came with the REST call. */
  readonly documentUrl: string;
  /** Picks up the call, if nothing has yet. */
  readonly answer: () => void;
  /** Reads other TwiML to somebody else (the whisper of `<Number url>`). */
  readonly run: (run: TwimlRun) => Promise<TwimlEnd>;
}

export interface GoTo {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
}

/** `undefined` means: go on with the next verb. */
export type Next = GoTo | Exclude<TwimlEnd, 'finished'> | undefined;

export type Verb = (reading: Reading, verb: TwimlElement) => Promise<Next>;

/** The document at `action`, or the present one again when there is none, as Twilio does. */
export function goTo(
  reading: Reading,
  attributes: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
): GoTo {
  return {
    url: absolute(reading, attributes.action ?? ''),
    method: attributes.method === 'GET' ? 'GET' : 'POST',
    fields,
  };
}

export function absolute(reading: Reading, url: string): string {
  return reading.documentUrl === '' ? url : new URL(url, reading.documentUrl).href;
}
