/** What can happen between a business and one caller. STOP is not here: the consent room keeps it for itself. */

/** Why a missed call or a text opened no enquiry. */
export type Refusal =
  | 'ignored'
  | 'recent'
  | 'billing'
  | 'limit'
  /** The caller hides their number; no text may or can reach them. */
  | 'withheld'
  | 'opted_out'
  | 'unreachable';

/** What the owner may do to an enquiry, from their own thread. */
export type OwnerEvent =
  /** Goes to the caller, word for word. */
  | { type: 'OWNER_REPLIED'; text: string }
  | { type: 'OWNER_TOOK_OVER' }
  | { type: 'OWNER_HANDED_BACK' }
  | { type: 'CALLER_IGNORED' }
  | { type: 'ENQUIRY_CLOSED_BY_OWNER' };

export type EnquiryEvent =
  | OwnerEvent
  | { type: 'CALL_MISSED'; callSid: string; isWithheld?: boolean }
  /** `isNews`: the owner has not heard of this caller's calls within the window. */
  | { type: 'CALL_NOTED'; isNews: boolean }
  | { type: 'CALLER_TEXTED'; text: string; mediaUrls: readonly string[] }
  /** START after an opt-out. */
  | { type: 'CALLER_RETURNED' }
  | { type: 'ENQUIRY_OPENED'; handle: number; isOpenNow: boolean }
  /** `isFirst`: the owner has not been told of it yet. */
  | { type: 'ENQUIRY_REFUSED'; reason: Refusal; isFirst: boolean }
  | { type: 'TEXT_FAILED'; text: string; reason: string };
