/** Texts of which nobody could say for a long time whether they left. */
import { type HealthCheck, MOST_EXAMPLES, secondsBefore } from '../check.ts';

/** 30 minutes: the provider is asked every half a minute, so for that long it has not answered. */
const LONG_S = 1_800;

export const promisesUnknown: HealthCheck = {
  name: 'promises_unknown_long',
  run: async ({ sql, now }) => {
    const rows = await sql<{ id: string; total: number }[]>`
      SELECT id, count(*) OVER ()::int AS total FROM outbox
      WHERE status = 'unknown' AND created_at < ${secondsBefore(now, LONG_S)}
      ORDER BY seq LIMIT ${MOST_EXAMPLES}`;
    if (!rows[0]) return null;
    return {
      severity: 'error',
      what: 'Nobody knows whether promises were kept, and the provider has not said for half an hour.',
      remedy: 'is Twilio reachable? docs/RUNBOOK.md, "nobody knows whether it left"',
      count: rows[0].total,
      examples: rows.map(({ id }) => id),
    };
  },
};
