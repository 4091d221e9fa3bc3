/**
 * Who is alive: each node holds an advisory lock named after its worker pool for as long as its connection lives.
 * By default the queue keeps the tasks of a killed node locked for four hours; here a survivor frees them at once.
 */
import { holdConnection, type Sql } from '../database/index.ts';

/** The class of these locks among all advisory locks ("node"). */
const LOCK_CLASS = 0x6e6f6465;
/** 15 s: a node that has only just taken a task may not have shown its lock yet, or not again. */
const GRACE_S = 15;

export interface NodeLock {
  /** False once the connection that holds the lock is gone; then the node must show it again. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Shows that this node is alive. The lock lives on a connection of its own and ends with it. */
export async function showAlive(sql: Sql, workerPool: string): Promise<NodeLock> {
  const held = await holdConnection(sql);
  await Promise.race([held.sql`SELECT pg_advisory_lock(${LOCK_CLASS}, hashtext(${workerPool}))`, held.lost]);
  return {
    isHeld: () => !held.isLost(),
    release: async () => {
      const unlocked = held.sql`SELECT pg_advisory_unlock(${LOCK_CLASS}, hashtext(${workerPool}))`;
      await Promise.race([unlocked, held.lost]).catch(() => {});
      held.release();
    },
  };
}

/** Frees the tasks of nodes that are no longer alive; resolves to the names of those nodes. */
export async function freeTasksOfDeadNodes(sql: Sql, graceS = GRACE_S): Promise<string[]> {
  const rows = await sql<{ locked_by: string }[]>`
    WITH holders AS (
      SELECT DISTINCT locked_by FROM graphile_worker._private_jobs
      WHERE locked_by IS NOT NULL AND locked_at < now() - make_interval(secs => ${graceS})
    ), dead AS (
      SELECT locked_by FROM holders WHERE NOT EXISTS (
        SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${LOCK_CLASS}::bigint::oid
          AND l.objid = (hashtext(holders.locked_by)::bigint & 4294967295)::oid
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    )
    SELECT locked_by FROM dead`;
  const dead = rows.map(({ locked_by }) => locked_by);
  if (dead.length > 0) await sql`SELECT graphile_worker.force_unlock_workers(${dead})`;
  return dead;
}

export interface HeldTasks {
  readonly workerPool: string;
  /** Ids of the tasks that it really works on. */
  readonly inHand: readonly string[];
}

/**
 * Frees what a living node holds without knowing: the database had given it a task, and went away before the node heard
 * of it. A task is a wake-up, so one whose end is just being written down may run once more.
 */
export async function freeTasksExcept(
  sql: Sql,
  { workerPool, inHand }: HeldTasks,
  graceS = GRACE_S,
): Promise<number> {
  const { count } = await sql`
    UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
    WHERE locked_by = ${workerPool} AND locked_at < now() - make_interval(secs => ${graceS})
      AND NOT id::text = ANY (${[...inHand]}::text[])`;
  return count;
}

/**
 * Takes away what the queue keeps of tasks that were replaced while they ran and did not end well: a later task with
 * the same key stands for them, so they have no key and no tries left, and would look like given up for ever.
 */
export async function removeReplacedTasks(sql: Sql): Promise<void> {
  await sql`
    SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker._private_jobs
    WHERE key IS NULL AND attempts >= max_attempts AND locked_at IS NULL HAVING count(*) > 0`;
}
