/** Deliveries that wait for another try for too long: their conversation stands still. */
import { type HealthCheck, MOST_EXAMPLES, secondsBefore } from '../check.ts';

/** 10 minutes: all tries together take four, so nobody tries these any more. */
const LONG_S = 600;

export const eventsPending: HealthCheck = {
  name: 'events_pending_long',
  run: async ({ sql, now }) => {
    const rows = await sql<{ id: string; total: number }[]>`
      SELECT id, count(*) OVER ()::int AS total FROM inbound_events
      WHERE status = 'pending' AND received_at < ${secondsBefore(now, LONG_S)} ORDER BY id LIMIT ${MOST_EXAMPLES}`;
    if (!rows[0]) return null;
    return {
      severity: 'error',
      what: 'Deliveries have waited for more than 10 minutes, and later ones of their threads behind them.',
      remedy:
        'is a worker running (ROLE=all or worker)? npm run inbox -- list, then npm run inbox -- replay ID',
      count: rows[0].total,
      examples: rows.map(({ id }) => id),
    };
  },
};
