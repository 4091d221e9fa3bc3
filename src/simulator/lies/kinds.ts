/** The lies, one by one: everything that goes wrong here is something that the companies or the net between can do. */

export const lieKinds = {
  /** Twilio delivers at least once: the same webhook comes two or three times, also at the same moment. */
  webhook_repeat: 'a webhook comes two or three times',
  /** Milliseconds to half a minute of the network's time. A text holds up the later ones of its writer. */
  webhook_delay: 'a webhook comes late',
  /** Held until a later one to the same URL was delivered: Twilio promises no order, not even for one sender. */
  webhook_reorder: 'a webhook is overtaken by a later one',
  /** No try reaches the service and Twilio gives up. For a text it means that nobody may expect an effect. */
  webhook_drop: 'a webhook never comes',
  /** The service answers, but the connection is closed before the answer is read; then the usual tries follow. */
  webhook_cut: 'the answer to a webhook is not read',
  /** 20429 with or without `Retry-After`. Nothing was done. */
  api_429: 'Twilio says that it is asked too often',
  /** Nothing was done, and a 500 says so to nobody. */
  api_500_before: 'Twilio fails before it has done anything',
  /** Done, and answered with a 500 all the same. */
  api_500_after: 'Twilio does it and answers 500',
  /** Done or not, no byte comes back until the client's time-out. */
  api_silence: 'Twilio does not answer',
  /** Done or not, the connection is reset. */
  api_reset: 'the connection to Twilio breaks',
  /** 200 with HTML of something in between, where nothing was done; or the right answer, cut in the middle. */
  api_garbage: 'Twilio’s answer is unreadable',
  /** "sent" is told after "delivered". */
  receipt_reorder: 'receipts come in the wrong order',
  /** Every receipt of a text comes two or three times. */
  receipt_repeat: 'receipts come twice',
  /** No receipt of a text ever comes. */
  receipt_drop: 'receipts never come',
  /** The text ends as undelivered, with one of the carriers' codes, and does not reach the phone. */
  receipt_failed: 'a text is not delivered',
  /** Seconds to an hour of the network's time; later events do not wait. */
  stripe_late: 'a Stripe event comes late',
  /** The same event two or three times, also at the same moment. */
  stripe_repeat: 'a Stripe event comes twice',
  /** Held until a later event was delivered. */
  stripe_reorder: 'Stripe events come in the wrong order',
  /** An API call fails, done or not. */
  stripe_500: 'Stripe answers 500',
  /** Nothing was done. */
  stripe_429: 'Stripe says that it is asked too often',
  /** Done or not, no byte comes back until the client's time-out. */
  stripe_silence: 'Stripe does not answer',
  /** An API call fails, done or not. */
  elevenlabs_500: 'ElevenLabs answers 500',
  /** Nothing was done. */
  elevenlabs_429: 'ElevenLabs says that it is asked too often',
  /** Done or not, no byte comes back until the client's time-out. */
  elevenlabs_silence: 'ElevenLabs does not answer',
  /** Done or not, the connection is reset. */
  elevenlabs_reset: 'the connection to ElevenLabs breaks',
  /** As Twilio's: the page of something in between, or half of the right answer. */
  elevenlabs_garbage: 'ElevenLabs’ answer is unreadable',
  /** A conversation is shown one step back, and the list does not have those yet that still ring. */
  elevenlabs_lag: 'what ElevenLabs shows lags behind',
} as const satisfies Record<string, string>;

export type LieKind = keyof typeof lieKinds;

export const allLies = Object.keys(lieKinds) as readonly LieKind[];

export function isLieKind(word: string): word is LieKind {
  return Object.hasOwn(lieKinds, word);
}
