/** `saveEnquiry`: writes what a caller told so far. */
import type { Queries } from '../platform/database/index.ts';
import type { Caller } from './caller.ts';

export interface Saving extends Caller {
  readonly what: string | null;
  readonly place: string | null;
  readonly urgency: string | null;
  readonly preferredTime: string | null;
  readonly name: string | null;
  readonly photos: readonly string[];
  readonly status?: 'open' | 'captured' | 'handed_over';
  readonly now: Date;
}

export async function saveEnquiry(sql: Queries, saving: Saving): Promise<void> {
  const { orgId, ourNumber, caller, what, place, urgency, preferredTime, name, photos, now } = saving;
  const status = saving.status ?? null;
  await sql`
    UPDATE enquiries SET what = ${what}, place = ${place}, urgency = ${urgency}, preferred_time = ${preferredTime},
      name = ${name}, photos = ${JSON.stringify(photos)}::text::jsonb, status = coalesce(${status}, status),
      summarized_at = CASE WHEN ${status} = 'captured' THEN coalesce(summarized_at, ${now}) ELSE summarized_at END,
      handed_over_at = CASE WHEN ${status} = 'handed_over' THEN coalesce(handed_over_at, ${now}) ELSE handed_over_at END,
      updated_at = ${now}
    WHERE org_id = ${orgId} AND our_number = ${ourNumber} AND caller = ${caller}
      AND status IN ('open', 'captured', 'handed_over')`;
}
