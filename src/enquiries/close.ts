/** `closeEnquiry`: the open enquiry of a caller is over, and its handle free again. */
import type { Queries } from '../platform/database/index.ts';
import type { Caller } from './caller.ts';

export async function closeEnquiry(sql: Queries, closing: Caller & { readonly now: Date }): Promise<void> {
  const { orgId, ourNumber, caller, now } = closing;
  await sql`
    UPDATE enquiries SET status = 'closed', closed_at = ${now}, updated_at = ${now}
    WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      AND status IN ('open', 'captured', 'handed_over')`;
}
