/** Keeps a lead that nobody is texted about. A caller who tries again before anything has changed is the same lead. */
import type { Queries } from '../platform/database/index.ts';
import type { Opening } from './open.ts';

/** Why there was no text-back, as the row keeps it. */
export type KeptRefusal = 'billing' | 'limit' | 'withheld' | 'opted_out' | 'unreachable';

/** Resolves to whether it is the organization's first refusal of its kind since then. */
export async function refuse(
  tx: Queries,
  { id, orgId, ourNumber, caller, callSid, now }: Opening,
  refusal: KeptRefusal,
  since: Date | null,
): Promise<boolean> {
  const [before] = await tx<{ any: boolean; same: boolean }[]>`
    SELECT count(*) > 0 AS any, coalesce(bool_or(caller = ${caller}), false) AS same FROM enquiries
    WHERE org_id = ${orgId} AND status = 'refused' AND refusal = ${refusal}
      AND created_at >= coalesce(${since}::timestamptz, '-infinity')`;
  if (callSid !== null || !before?.same) {
    await tx`
      INSERT INTO enquiries
        (id, org_id, our_number, caller, call_sid, handle, status, billing_required, refusal, created_at, updated_at)
      VALUES (${id}, ${orgId}, ${ourNumber}, ${caller}, ${callSid}, 0, 'refused', ${refusal === 'billing'}, ${refusal},
        ${now}, ${now})`;
  }
  return !before?.any;
}
