/** The ends of a batch: the last call is over, or an operator cancels it. */
import type { Queries } from '../platform/database/index.ts';
import type { BatchRef, BatchStatus, OutboundTools } from './types.ts';

/** Marks the batches of which nothing is queued or under way any more. */
export async function completeBatches({ sql, clock }: Pick<OutboundTools, 'sql' | 'clock'>): Promise<void> {
  await sql`
    UPDATE call_batches b SET status = 'completed', ended_at = ${clock.now()}
    WHERE b.status = 'running' AND NOT EXISTS (SELECT FROM agent_calls c WHERE c.batch_id = b.id
      AND c.status IN ('queued', 'dialling', 'answered'))`;
}

export type CancelOutcome =
  /** `calls`: how many that were waiting are not made now. Those under way end by themselves. */
  | { readonly kind: 'cancelled'; readonly calls: number }
  | { readonly kind: 'already'; readonly status: BatchStatus }
  | { readonly kind: 'foreign' };

const OVER: ReadonlySet<BatchStatus> = new Set(['completed', 'cancelled', 'failed']);

export async function cancelBatch(
  { sql, clock }: Pick<OutboundTools, 'sql' | 'clock'>,
  { orgId, batchId }: BatchRef,
): Promise<CancelOutcome> {
  const now = clock.now();
  return await sql.begin(async (tx) => {
    const [batch] = await tx<{ status: BatchStatus }[]>`
      SELECT status FROM call_batches WHERE id = ${batchId} AND org_id = ${orgId} FOR NO KEY UPDATE`;
    if (!batch) return { kind: 'foreign' };
    if (OVER.has(batch.status)) return { kind: 'already', status: batch.status };
    return { kind: 'cancelled', calls: await cancel(tx, batchId, now) };
  });
}

async function cancel(tx: Queries, batchId: string, now: Date): Promise<number> {
  const calls = await tx`
    UPDATE agent_calls SET status = 'cancelled', waits_for = NULL, end_reason = 'batch_cancelled', ended_at = ${now}
    WHERE batch_id = ${batchId} AND status = 'queued' RETURNING 1`;
  const never = await tx`
    UPDATE batch_recipients SET outcome = 'cancelled' WHERE batch_id = ${batchId} AND outcome = 'pending' RETURNING 1`;
  await tx`UPDATE call_batches SET status = 'cancelled', ended_at = ${now} WHERE id = ${batchId}`;
  return calls.length + never.length;
}
