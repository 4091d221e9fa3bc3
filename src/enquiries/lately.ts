/** Has this caller been texted back already: for this call, in an enquiry that is open, or within the window? */
import type { Queries } from '../platform/database/index.ts';
import type { Opening } from './open.ts';

export async function hasTextedLately(
  tx: Queries,
  opening: Opening,
  windowMinutes: number,
): Promise<boolean> {
  const { orgId, ourNumber, caller, callSid, now } = opening;
  const since = new Date(now.getTime() - windowMinutes * 60_000);
  const rows = await tx`
    SELECT FROM enquiries
    WHERE call_sid = ${callSid} OR (org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      AND (status IN ('open', 'captured', 'handed_over') OR (${callSid !== null} AND text_back_at > ${since})))
    LIMIT 1`;
  return rows.length > 0;
}
