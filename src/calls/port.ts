/** What the product needs from whoever places calls and carries the callers'. A provider implements it. */
import type { PhoneE164 } from '../values/phone.ts';

export interface CallToPlace {
  readonly from: PhoneE164;
  readonly to: PhoneE164;
  /** TwiML that is played if somebody answers. */
  readonly twiml: string;
  readonly ringSeconds: number;
}

export type PlaceOutcome =
  | { readonly kind: 'placed'; readonly callSid: string }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | { readonly kind: 'final'; readonly code: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface CallCarrier {
  placeCall(call: CallToPlace): Promise<PlaceOutcome>;
}

/** Both ends of a call: every callback carries them, because a recording's says neither. */
export interface CallEnds {
  readonly ourNumber: string;
  /** E.164, or the word for a withheld number. */
  readonly caller: string;
}

/** Where the carrier goes on with a call, or tells about it. Without the shared token: `sealed` puts it in. */
export interface CallUrls {
  /** What became of it: the end of the owner's leg, a message that was left, a recording that is ready. */
  readonly reports: (ends: CallEnds) => string;
  /** What the owner hears before the caller: "press 1". */
  readonly whisper: string;
  /** The document with the secret in its URLs: the last thing before it leaves, so that no stored answer has it. */
  readonly sealed: (document: string) => string;
}
