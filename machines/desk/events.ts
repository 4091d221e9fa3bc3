/** What can happen at the desk: the owner writes to their own number, and the enquiries answer. */
import type { WeekHours } from '../../src/values/week-hours.ts';
import type { PhoneType } from '../forwarding/events.ts';

/** An enquiry as the owner sees it in a list. */
export interface OpenEnquiry {
  readonly handle: number;
  /** The caller's name, or their number. */
  readonly who: string;
  readonly what: string | null;
}

export type DeskEvent =
  | { type: 'OWNER_TEXTED'; text: string; mediaCount: number }
  /** `isTextable`: false for a caller who opted out; then nothing that the owner wrote will reach them. */
  | { type: 'ENQUIRY_TOLD'; handle: number; who: string; isTextable: boolean }
  | { type: 'ENQUIRY_UNKNOWN'; open: readonly OpenEnquiry[] }
  | { type: 'ENQUIRIES_LISTED'; open: readonly OpenEnquiry[] }
  /** Null: always open. */
  | { type: 'BUSINESS_HOURS_KNOWN'; hours: WeekHours | null }
  | { type: 'FORWARDING_TURNED_OFF'; phoneType: PhoneType | null }
  | { type: 'TEXT_FAILED'; text: string; reason: string };
