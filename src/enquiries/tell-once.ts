/** `tellOnce`: may the owner hear now of a call that no text-back followed? Once a caller and window, however often they ring. */
import type { Queries } from '../platform/database/index.ts';
import type { Caller } from './caller.ts';

/** Resolves to whether they have not heard of this caller within the window; from now on they have. */
export async function tellOnce(
  sql: Queries,
  { orgId, ourNumber, caller, now }: Caller & { readonly now: Date },
): Promise<boolean> {
  const told = await sql`
    UPDATE enquiries e SET told_at = ${now}
    FROM organizations o, (
      SELECT id FROM enquiries WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      ORDER BY created_at DESC, id DESC LIMIT 1
    ) AS latest
    WHERE e.id = latest.id AND o.id = ${orgId} AND NOT EXISTS (
      SELECT FROM enquiries before WHERE before.org_id = ${orgId} AND before.our_number = ${ourNumber}
        AND before.caller = ${caller}
        AND before.told_at > ${now}::timestamptz - make_interval(mins => o.text_back_window_minutes))
    RETURNING 1`;
  return told.length > 0;
}
