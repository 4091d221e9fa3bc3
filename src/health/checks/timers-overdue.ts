/** Timers that are due and do not fire: reminders and proofs that never come. */
import { type HealthCheck, MOST_EXAMPLES, secondsBefore } from '../check.ts';

/** 3 minutes: they are looked for every second, and one whose node died is claimed again after one minute. */
const LATE_S = 180;

export const timersOverdue: HealthCheck = {
  name: 'timers_overdue',
  run: async ({ sql, now }) => {
    const rows = await sql<{ id: string; total: number }[]>`
      SELECT conversation_id || ' ' || name AS id, count(*) OVER ()::int AS total FROM timers
      WHERE due_at < ${secondsBefore(now, LATE_S)} ORDER BY due_at LIMIT ${MOST_EXAMPLES}`;
    if (!rows[0]) return null;
    return {
      severity: 'error',
      what: 'Timers of conversations are overdue and did not fire.',
      remedy:
        'is a worker running (ROLE=all or worker)? Look for ticker.round_failed with fire_timers in its log',
      count: rows[0].total,
      examples: rows.map(({ id }) => id),
    };
  },
};
