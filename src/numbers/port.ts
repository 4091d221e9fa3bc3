/** What the number pool needs from whoever rents us numbers. A provider implements it. */
import type { PhoneE164 } from '../values/phone.ts';

export interface OwnedNumber {
  /** The provider's id (Twilio: PN…). */
  readonly sid: string;
  readonly phoneE164: PhoneE164;
  readonly smsUrl: string | null;
  readonly voiceUrl: string | null;
  readonly statusCallback: string | null;
}

export interface NumberWebhooks {
  readonly smsUrl: string;
  readonly voiceUrl: string;
  readonly statusCallback: string;
}

/** Failures reject with an `Error` whose message an operator can act on. */
export interface NumberLandlord {
  listNumbers(): Promise<readonly OwnedNumber[]>;
  setWebhooks(sid: string, webhooks: NumberWebhooks): Promise<void>;
}
