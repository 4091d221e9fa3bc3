/** Background tasks that could run and that no node takes. */
import { type HealthCheck, secondsBefore } from '../check.ts';

/** 2 minutes: a task starts within milliseconds; a busy node has it within seconds. */
const LATE_S = 120;

export const queueOverdue: HealthCheck = {
  name: 'queue_overdue',
  run: async ({ sql, now }) => {
    const [row] = await sql<{ total: number; tasks: string[] | null }[]>`
      SELECT count(*)::int AS total, array_agg(DISTINCT t.identifier) AS tasks
      FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts AND j.run_at < ${secondsBefore(now, LATE_S)}`;
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
