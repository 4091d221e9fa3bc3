/** Adds a wake-up outside of the engine's own statement. The queue's `add_job` is SQL, so it can join any transaction. */
import type { Queries } from '../database/index.ts';

export interface WakeUpOptions {
  readonly payload?: Record<string, unknown>;
  /** One task per key: a later one replaces an earlier one that has not started. */
  readonly key: string;
  /** Not before. Unset: now. */
  readonly at?: Date;
  /** An earlier one with the same key that has not started stays when it is. */
  readonly keepsTime?: boolean;
}

export async function wakeUp(
  sql: Queries,
  task: string,
  { payload = {}, key, at, keepsTime = false }: WakeUpOptions,
): Promise<void> {
  await sql`
    SELECT graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::text::json,
      run_at => ${at ?? null}::timestamptz, job_key => ${key},
      job_key_mode => ${keepsTime ? 'preserve_run_at' : 'replace'})`;
}
