/** One conversation of this month's, reserved by the statement that opens it: concurrent calls cannot exceed the limit. */
import type { Queries } from '../platform/database/index.ts';
import { monthAt } from './business-hours.ts';

/** The plan's limit, for organizations without one of their own (ruling 1h): more than 16 missed callers a day. */
export const PLAN_CONVERSATIONS_PER_MONTH = 500;

export interface Reservation {
  readonly orgId: string;
  readonly timeZone: string;
  /** Null: the plan's. */
  readonly limit: number | null;
  readonly now: Date;
}

/** A part of the statement that opens the conversation: one row when there was one left, none otherwise. */
export function reservedPart(tx: Queries, { orgId, timeZone, limit, now }: Reservation) {
  const most = limit ?? PLAN_CONVERSATIONS_PER_MONTH;
  return tx`
    INSERT INTO conversation_usage (org_id, month, used)
    SELECT ${orgId}, ${monthAt(timeZone, now)}, 1 WHERE ${most}::int > 0
    ON CONFLICT (org_id, month) DO UPDATE SET used = conversation_usage.used + 1 WHERE conversation_usage.used < ${most}
    RETURNING 1`;
}

/** The owner hears once a month that the limit is reached; resolves to whether that is now. */
export async function isFirstOverLimit(tx: Queries, { orgId, timeZone, now }: Reservation): Promise<boolean> {
  const told = await tx`
    INSERT INTO conversation_usage (org_id, month, used, told_at) VALUES (${orgId}, ${monthAt(timeZone, now)}, 0, ${now})
    ON CONFLICT (org_id, month) DO UPDATE SET told_at = excluded.told_at WHERE conversation_usage.told_at IS NULL
    RETURNING 1`;
  return told.length > 0;
}
