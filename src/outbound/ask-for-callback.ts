/** Somebody wants to be rung by a person: one open wish a call, completed by what is said later. */
import type { Queries } from '../platform/database/index.ts';

export interface CallbackWish {
  readonly orgId: string;
  readonly callId: string;
  /** Of the new row. */
  readonly id: string;
  readonly name: string | null;
  readonly reason: string | null;
  readonly preferredTime: string | null;
  readonly now: Date;
}

export async function askForCallback(sql: Queries, wish: CallbackWish): Promise<void> {
  const { orgId, callId, id, name, reason, preferredTime, now } = wish;
  await sql`
    INSERT INTO callbacks AS k (id, org_id, call_id, our_number, phone, name, reason, preferred_time, requested_at)
    SELECT ${id}, ${orgId}, c.id, c.our_number, c.phone, ${name}, ${reason}, ${preferredTime}, ${now}
    FROM agent_calls c WHERE c.id = ${callId}
    ON CONFLICT (call_id) DO UPDATE SET name = coalesce(excluded.name, k.name),
      reason = coalesce(excluded.reason, k.reason), preferred_time = coalesce(excluded.preferred_time, k.preferred_time)`;
}
