/** Promises that are due and that nobody keeps. */
import { type HealthCheck, MOST_EXAMPLES, secondsBefore } from '../check.ts';

/** 10 minutes: a busy sender at its rate is some behind; this much is a worker that is not there. */
const LATE_S = 600;

export const promisesOverdue: HealthCheck = {
  name: 'promises_overdue',
  run: async ({ sql, now }) => {
    const rows = await sql<{ id: string; total: number }[]>`
      SELECT id, count(*) OVER ()::int AS total FROM outbox
      WHERE status IN ('due', 'claimed') AND due_at < ${secondsBefore(now, LATE_S)}
      ORDER BY due_at LIMIT ${MOST_EXAMPLES}`;
    if (!rows[0]) return null;
    return {
      severity: 'error',
      what: 'Texts and other promises are due for more than 10 minutes.',
      remedy:
        'is a worker running (ROLE=all or worker)? Or more is sent than the rate of a number allows: docs/RUNBOOK.md, "a text waits"',
      count: rows[0].total,
      examples: rows.map(({ id }) => id),
    };
  },
};
