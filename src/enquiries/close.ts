/** `closeEnquiry`: the open enquiry of a caller is over, and its handle free again. */
import type { Queries } from '../platform/database/index.ts';
import type { Caller } from './caller.ts';

export interface Closing extends Caller {
  /** The owner has just been told to ring this caller: their next call within the window is no news. */
  readonly isOwnerTold: boolean;
  readonly now: Date;
}

export async function closeEnquiry(sql: Queries, closing: Closing): Promise<void> {
  const { orgId, ourNumber, caller, isOwnerTold, now } = closing;
  await sql`
    UPDATE enquiries SET status = 'closed', closed_at = ${now}, updated_at = ${now},
      told_at = CASE WHEN ${isOwnerTold} THEN ${now}::timestamptz ELSE told_at END
    WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      AND status IN ('open', 'captured', 'handed_over')`;
}
