/** Background tasks that a node holds for too long, or that have used up their tries. */
import type { HealthCheck } from '../check.ts';

/** 15 minutes by the database's clock: a task holds a lane for seconds; the tasks of a dead node are freed within a minute. */
const LONG_S = 900;

export const tasksStuck: HealthCheck = {
  name: 'tasks_stuck',
  run: async ({ sql }) => {
    const [row] = await sql<{ total: number; tasks: string[] | null }[]>`
      SELECT count(*)::int AS total, array_agg(DISTINCT t.identifier) AS tasks
      FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE j.locked_at < now() - make_interval(secs => ${LONG_S})
        OR (j.locked_at IS NULL AND j.attempts >= j.max_attempts)`;
    if (!row || row.total === 0) return null;
    return {
      severity: 'warning',
      what: 'Background tasks are held for more than 15 minutes or have used up their tries.',
      remedy:
        'restart the node that holds them; SELECT * FROM graphile_worker.jobs; the sweep wakes the lane again by itself',
      count: row.total,
      examples: row.tasks ?? [],
    };
  },
};
