/** What the product needs from whoever carries texts. A provider implements it. */
import type { PhoneE164 } from '../values/phone.ts';

export interface TextToSend {
  readonly from: PhoneE164;
  readonly to: PhoneE164;
  readonly body: string;
  /** Our own id of the promise; it travels in the receipts' URL, so that a receipt can be matched before the answer. */
  readonly promiseId: string;
  /** The carrier gives up after so long, 1–36,000 s: what is left before the recipient's night. Unset: its default. */
  readonly validForS?: number;
}

/** What became of one attempt. Failures of the world are values; only bugs throw. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly status: string }
  /** Never processed; try again after the pause. */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  /** Will never work. `isOptOut`: the recipient opted out at the carrier (21610). */
  | {
      readonly kind: 'final';
      readonly code: string;
      readonly reason: string;
      readonly isOptOut: boolean;
      readonly alert: boolean;
    }
  /** Neither yes nor no: it may have been processed. Must be looked for before any second attempt. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** The answer to "did that text leave?". */
export type FindOutcome =
  | { readonly kind: 'found'; readonly providerId: string; readonly status: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The answer to "how does that text stand?". */
export type StatusOutcome =
  | { readonly kind: 'told'; readonly status: string; readonly errorCode: string | null }
  /** The carrier does not know it, and never will. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface TextCarrier {
  sendText(text: TextToSend): Promise<SendOutcome>;
  /**
   * Looks for a text that was perhaps sent at or after `since`. `others`: the carrier's ids of other texts of ours, which
   * may have the same words.
   */
  findText(text: TextToSend, since: Date, others?: ReadonlySet<string>): Promise<FindOutcome>;
  /** Asks about a text that it took, by its own id. */
  textStatus(providerId: string): Promise<StatusOutcome>;
}
