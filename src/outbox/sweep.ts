/** Finds promises that nobody is keeping: their wake-up was lost, or their holder died. */
import type { Queries } from '../platform/database/index.ts';

/** 5 s: a wake-up that is on its way is not lost yet. */
const GRACE_S = 5;

/** Lanes with something overdue and no living holder; each wants a wake-up. */
export async function forgottenLanes(sql: Queries, now: Date, limit: number): Promise<string[]> {
  const rows = await sql<{ lane: string }[]>`
    SELECT DISTINCT o.lane FROM outbox o
    LEFT JOIN outbox_lanes l ON l.lane = o.lane AND l.leased_until > ${now}
    WHERE l.lane IS NULL AND (
      (o.status IN ('due', 'unknown') AND o.due_at <= ${now}::timestamptz - make_interval(secs => ${GRACE_S}))
      OR (o.status = 'claimed' AND o.claimed_until <= ${now}))
    LIMIT ${limit}`;
  return rows.map(({ lane }) => lane);
}
