/** Puts a call that was not dialled back into the queue: its place is free, and the day has one dialling more. */
import type { Queries } from '../platform/database/index.ts';
import { freeSlot } from './slots.ts';

export interface PuttingOff {
  readonly callId: string;
  readonly waitsFor: string;
  /** ISO 8601; null: a minute. */
  readonly until: string | null;
  readonly now: Date;
}

const PAUSE_MS = 60_000;

export async function putOffCall(sql: Queries, { callId, waitsFor, until, now }: PuttingOff): Promise<void> {
  const notBefore = until ?? new Date(now.getTime() + PAUSE_MS).toISOString();
  await sql`
    WITH before AS (
      SELECT c.id, c.org_id, c.dialled_at, o.time_zone, c.status FROM agent_calls c JOIN organizations o ON o.id = c.org_id
      WHERE c.id = ${callId} AND c.status IN ('queued', 'dialling') FOR NO KEY UPDATE OF c
    ), given_back AS (
      UPDATE outbound_usage u SET used = u.used - 1 FROM before
      WHERE before.status = 'dialling' AND u.org_id = before.org_id AND u.used > 0
        AND u.day = (before.dialled_at AT TIME ZONE before.time_zone)::date
    )
    UPDATE agent_calls c SET status = 'queued', waits_for = ${waitsFor}, not_before = ${notBefore}, dialled_at = NULL
    FROM before WHERE c.id = before.id`;
  await freeSlot(sql, callId);
}
