/** What the product needs from whoever places calls. A provider implements it. */
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
