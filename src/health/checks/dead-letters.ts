/** Deliveries that were given up: nothing followed from them. */
import { type HealthCheck, MOST_EXAMPLES } from '../check.ts';

export const deadLetters: HealthCheck = {
  name: 'dead_letters',
  run: async ({ sql }) => {
    const rows = await sql<{ id: string; total: number }[]>`
      SELECT id, count(*) OVER ()::int AS total FROM inbound_events WHERE status = 'dead' ORDER BY id LIMIT ${MOST_EXAMPLES}`;
    if (!rows[0]) return null;
    return {
      severity: 'error',
      what: 'Deliveries lie in the dead letters: their step failed every time.',
      remedy: 'npm run inbox -- list, put the cause right, then npm run inbox -- replay --all-dead',
      count: rows[0].total,
      examples: rows.map(({ id }) => id),
    };
  },
};
