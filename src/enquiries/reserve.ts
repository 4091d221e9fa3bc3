/** One conversation of this month's, reserved in the transaction that opens it: concurrent calls cannot exceed the limit. */
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

/** `isFirst`: nobody was told this month that the limit is reached; from now on somebody was. */
export async function reserveConversation(
  tx: Queries,
  { orgId, timeZone, limit, now }: Reservation,
): Promise<{ readonly isReserved: boolean; readonly isFirst: boolean }> {
  const month = monthAt(timeZone, now);
  const most = limit ?? PLAN_CONVERSATIONS_PER_MONTH;
  const used = await tx`
    INSERT INTO conversation_usage (org_id, month, used) SELECT ${orgId}, ${month}, 1 WHERE ${most}::int > 0
    ON CONFLICT (org_id, month) DO UPDATE SET used = conversation_usage.used + 1 WHERE conversation_usage.used < ${most}
    RETURNING 1`;
  if (used.length > 0) return { isReserved: true, isFirst: false };
  const told = await tx`
    INSERT INTO conversation_usage (org_id, month, used, told_at) VALUES (${orgId}, ${month}, 0, ${now})
    ON CONFLICT (org_id, month) DO UPDATE SET told_at = excluded.told_at WHERE conversation_usage.told_at IS NULL
    RETURNING 1`;
  return { isReserved: false, isFirst: told.length > 0 };
}
