/** One trial per owner's phone, for good: whoever signs up again under the same phone pays from the first day. */
import type { Queries } from '../platform/database/index.ts';

/**
 * 4 days: a checkout is open for one, and Stripe's news that it was paid may be three days late. So long nobody else's
 * checkout may offer the same phone's trial; afterwards a checkout that nobody paid has cost its owner nothing.
 */
const RESERVED_MS = 4 * 24 * 60 * 60_000;

/**
 * Reserves the trial of the owner's phone for a checkout of this organization; false when it was had already or stands in
 * another organization's checkout. One statement on one row: of two at once one waits for the other and then sees it.
 */
export async function reserveTrial(
  sql: Queries,
  { orgId, now }: { readonly orgId: string; readonly now: Date },
): Promise<boolean> {
  const rows = await sql`
    INSERT INTO trials AS kept (phone, org_id, reserved_until)
    SELECT owner_phone, id, ${new Date(now.getTime() + RESERVED_MS)} FROM organizations WHERE id = ${orgId}
    ON CONFLICT (phone) DO UPDATE SET org_id = excluded.org_id, reserved_until = excluded.reserved_until
    WHERE kept.started_at IS NULL AND (kept.org_id = excluded.org_id OR kept.reserved_until <= ${now})
    RETURNING phone`;
  return rows.length > 0;
}

/** A payment stands, so the trial that this organization was offered is had, whether or not it has ended. */
export async function startTrial(
  tx: Queries,
  { orgId, now }: { readonly orgId: string; readonly now: Date },
): Promise<void> {
  await tx`UPDATE trials SET started_at = ${now} WHERE org_id = ${orgId} AND started_at IS NULL`;
}
