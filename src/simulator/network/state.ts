/** What the network remembers: its phones, numbers, texts, calls and who has opted out of what. */

import type { Line } from '../calls/line.ts';
import { newSid } from '../ids.ts';
import type { AccountNumberOptions } from '../options.ts';
import type { AccountNumber, Leg, PhoneState, Text } from './types.ts';

export interface NetworkState {
  readonly phones: Map<string, PhoneState>;
  readonly numbers: Map<string, AccountNumber>;
  /** Texts that pass the account, by SID, in order. */
  readonly texts: Map<string, Text>;
  /** Legs by SID, in order. */
  readonly legs: Map<string, Leg>;
  /** The live ends of calls at phones, by `PhoneCall.id`. */
  readonly lines: Map<string, Line>;
  /** Number pairs that Twilio blocks: `our number|their number`. */
  readonly optOuts: Set<string>;
  /** The last webhook of each number pair, so that texts of one person arrive in the order they were written. */
  readonly inOrder: Map<string, Promise<void>>;
}

export function createNetworkState(): NetworkState {
  return {
    phones: new Map(),
    numbers: new Map(),
    texts: new Map(),
    legs: new Map(),
    lines: new Map(),
    optOuts: new Set(),
    inOrder: new Map(),
  };
}

export function pair(ours: string, theirs: string): string {
  return `${ours}|${theirs}`;
}

export function newAccountNumber(options: AccountNumberOptions, at: Date): AccountNumber {
  return {
    sid: newSid('PN'),
    phoneE164: options.phoneE164,
    createdAt: at,
    updatedAt: at,
    friendlyName: options.phoneE164,
    smsUrl: options.smsUrl ?? '',
    smsMethod: 'POST',
    voiceUrl: options.voiceUrl ?? '',
    voiceMethod: 'POST',
    statusCallback: options.statusCallback ?? '',
    statusCallbackMethod: 'POST',
  };
}
