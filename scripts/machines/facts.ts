/** The facts of a moment that is over, as far as the database still knows them. */
import type { Facts } from '../../machines/index.ts';

export interface FactColumns {
  readonly org_id: string;
  readonly their_number: string;
  readonly owner_phone: string;
  readonly owner_phone_as_written: string;
  /** Of the business. */
  readonly name: string | null;
  /** The dedicated number of today, E.164. */
  readonly twilio_number: string | null;
}

/** Links stand in wordings only, which are not compared. */
const NO_LINK = 'https://jobrun.invalid';

export function factsAt(row: FactColumns, now: Date, number: string | null): Facts {
  return {
    now: now.toISOString(),
    orgId: row.org_id,
    theirNumber: row.their_number,
    ownerPhone: row.owner_phone,
    ownerPhoneAsWritten: row.owner_phone_as_written,
    businessName: row.name,
    number,
    payLink: NO_LINK,
    portalLink: NO_LINK,
  };
}
