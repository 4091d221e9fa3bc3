/** Adds a wake-up outside of the engine's own statement. The queue's `add_job` is SQL, so it can join any transaction. */
import type { Queries } from '../database/index.ts';

export interface WakeUpOptions {
  readonly payload?: Record<string, unknown>;
  /** One task per key: a later one replaces an earlier one that has not started. */
  readonly key: string;
  /** Not before, by the database's clock. Unset: now. */
  readonly at?: Date;
  /**
   * Not before so many milliseconds from now. For a moment of this node's own clock, which may be behind the
   * database's: then `at` would be past there already, and the task would run again and again until it comes.
   */
  readonly afterMs?: number;
  /** An earlier one with the same key that has not started stays when it is. */
  readonly keepsTime?: boolean;
}

export async function wakeUp(
  sql: Queries,
  task: string,
  { payload = {}, key, at, afterMs, keepsTime = false }: WakeUpOptions,
): Promise<void> {
  await sql`
    SELECT graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::text::json,
      run_at => coalesce(${at ?? null}::timestamptz, now() + make_interval(secs => ${(afterMs ?? 0) / 1_000})), job_key => ${key},
      job_key_mode => ${keepsTime ? 'preserve_run_at' : 'replace'})`;
}
