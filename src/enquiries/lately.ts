/** Has this caller been texted back already: for this call, in an enquiry that is open, or within the window? */
import type { Queries } from '../platform/database/index.ts';
import type { Opening } from './open.ts';

/** A call that was reported twice is one call. */
export async function isCallKnown(tx: Queries, callSid: string): Promise<boolean> {
  const rows = await tx`SELECT FROM enquiries WHERE call_sid = ${callSid}`;
  return rows.length > 0;
}

export async function hasTextedLately(tx: Queries, opening: Opening): Promise<boolean> {
  const { orgId, ourNumber, caller, callSid, now } = opening;
  const rows = await tx`
    SELECT FROM enquiries
    WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      AND (status IN ('open', 'captured', 'handed_over') OR (${callSid !== null} AND text_back_at > (
        SELECT ${now}::timestamptz - make_interval(mins => text_back_window_minutes)
        FROM organizations WHERE id = ${orgId})))
    LIMIT 1`;
  return rows.length > 0;
}
