/** Background tasks that could run and that no node takes. */
import type { HealthCheck } from '../check.ts';

/** 2 minutes by the database's clock, which the queue goes by: a busy node has a task within seconds. */
const LATE_S = 120;

export const queueOverdue: HealthCheck = {
  name: 'queue_overdue',
  run: async ({ sql }) => {
    const [row] = await sql<{ total: number; tasks: string[] | null }[]>`
      SELECT count(*)::int AS total, array_agg(DISTINCT t.identifier) AS tasks
      FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts AND j.run_at < now() - make_interval(secs => ${LATE_S})`;
    if (!row || row.total === 0) return null;
    return {
      severity: 'error',
      what: 'Background tasks have been ready for more than 2 minutes, and no node takes them.',
      remedy: 'start a node with ROLE=worker or ROLE=all; look for queue.* in the log of one that runs',
      count: row.total,
      examples: row.tasks ?? [],
    };
  },
};
