/** Has this caller been texted back already: for this call, in an enquiry that is open, or within the window? Conditions. */
import type { Queries } from '../platform/database/index.ts';
import type { Opening } from './open.ts';

/** A call that was reported twice is one call. */
export function isCallKnownSql(tx: Queries, { callSid }: Opening) {
  return tx`EXISTS (SELECT FROM enquiries WHERE call_sid = ${callSid})`;
}

export function hasTextedLatelySql(tx: Queries, opening: Opening) {
  const { orgId, ourNumber, caller, callSid, now } = opening;
  return tx`EXISTS (
    SELECT FROM enquiries
    WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      AND (status IN ('open', 'captured', 'handed_over') OR (${callSid !== null}::boolean AND text_back_at > (
        SELECT ${now}::timestamptz - make_interval(mins => text_back_window_minutes)
        FROM organizations WHERE id = ${orgId}))))`;
}
