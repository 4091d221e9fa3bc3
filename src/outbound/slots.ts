/** Who is on a call: so many leases an organization, one a call. A lease that nobody renews is free again by itself. */
import type { Queries } from '../platform/database/index.ts';
import { SLOT_LEASE_MS } from './settings.ts';

export interface SlotRequest {
  readonly orgId: string;
  readonly callId: string;
  readonly concurrency: number;
  readonly now: Date;
}

/**
 * Two nodes that choose the same slot at the same moment: the second waits for the first to commit and then finds it
 * taken. False: none is free now.
 */
export async function takeSlot(
  sql: Queries,
  { orgId, callId, concurrency, now }: SlotRequest,
): Promise<boolean> {
  const taken = await sql`
    INSERT INTO call_slots AS mine (org_id, slot, call_id, leased_until)
    SELECT ${orgId}, n, ${callId}, ${leaseEnd(now)} FROM generate_series(1, ${concurrency}::int) AS n
    WHERE NOT EXISTS (SELECT FROM call_slots s WHERE s.org_id = ${orgId} AND s.slot = n AND s.leased_until > ${now})
    ORDER BY n LIMIT 1
    ON CONFLICT (org_id, slot) DO UPDATE SET call_id = excluded.call_id, leased_until = excluded.leased_until
    WHERE mine.leased_until <= ${now} RETURNING 1`;
  return taken.length > 0;
}

export async function freeSlot(sql: Queries, callId: string): Promise<void> {
  await sql`DELETE FROM call_slots WHERE call_id = ${callId}`;
}

export async function renewSlot(sql: Queries, callId: string, now: Date): Promise<void> {
  await sql`UPDATE call_slots SET leased_until = ${leaseEnd(now)} WHERE call_id = ${callId}`;
}

const leaseEnd = (now: Date) => new Date(now.getTime() + SLOT_LEASE_MS);
