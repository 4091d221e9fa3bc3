/** Stores a delivery that is handled later: one whose step failed, with the reason, or one that waited on a disk. */
import type { Queries } from '../platform/database/index.ts';
import { type Delivery, laneOf } from './delivery.ts';

export interface PendingOptions {
  readonly id: string;
  readonly answer: string;
  /** Of the try that failed. Unset: nobody has tried yet. */
  readonly failure?: { readonly reason: unknown };
  readonly retryAt: Date;
  /** What another room stores beside it, as a part of the same statement that reads the new event from `stored`. */
  readonly beside?: ReturnType<Queries> | undefined;
}

/** A second arrival of the same delivery changes nothing and gets the first one's answer. */
export async function storePending(
  sql: Queries,
  delivery: Delivery,
  { id, answer, failure, retryAt, beside }: PendingOptions,
): Promise<{ readonly answer: string; readonly isDuplicate: boolean }> {
  const lane = laneOf(delivery);
  const payload = {
    isTextable: delivery.isTextable,
    orgId: delivery.orgId ?? null,
    occurrence: delivery.occurrence,
  };
  const rows = await sql<{ id: string; answer: string }[]>`
    WITH stored AS (
      INSERT INTO inbound_events (id, provider, provider_event_id, kind, lane, payload, answer, status, outcome, attempts,
        last_error, retry_at, received_at)
      VALUES (${id}, ${delivery.provider}, ${delivery.providerEventId}, ${delivery.occurrence.kind}, ${lane},
        ${JSON.stringify(payload)}::text::jsonb, ${answer}, 'pending', 'pending', ${failure ? 1 : 0},
        ${failure ? describeError(failure.reason) : null}, ${retryAt},
        ${delivery.receivedAt})
      ON CONFLICT (provider, provider_event_id) DO NOTHING
      RETURNING id, answer
    ), woken AS (
      SELECT graphile_worker.add_job('retry_lane', json_build_object('lane', ${lane}::text), run_at => ${retryAt}::timestamptz,
        job_key => ${`retry:${lane}`}) FROM stored
    )${beside ? sql`, beside AS (${beside})` : sql``}
    SELECT id, answer FROM stored WHERE (SELECT count(*) FROM woken) >= 0`;
  const row = rows[0] ?? (await findStored(sql, delivery));
  return { answer: row.answer, isDuplicate: row.id !== id };
}

/**
 * A statement of its own, and so a new snapshot: two disks may hand over the same delivery in the same moment, and whoever
 * waited for the other to commit does not see what it waited for.
 */
async function findStored(
  sql: Queries,
  { provider, providerEventId }: Delivery,
): Promise<{ readonly id: string; readonly answer: string }> {
  const [row] = await sql<{ id: string; answer: string }[]>`
    SELECT id, answer FROM inbound_events WHERE provider = ${provider} AND provider_event_id = ${providerEventId}`;
  if (!row) throw new Error('a pending delivery was neither stored nor found');
  return row;
}

/** 2,000 characters of an error are enough to know it by; the stack of the first frames is in it. */
const MAX_ERROR_LENGTH = 2_000;

/** An error as the operator reads it in `npm run inbox -- show`. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, MAX_ERROR_LENGTH);
}
