/** Calls those of a batch once more whom nobody reached. Whether an unclear call was made nobody knows, so it is not repeated. */
import type { BatchRef, BatchStatus, OutboundTools } from './types.ts';

export type RetryOutcome =
  | { readonly kind: 'retried'; readonly calls: number }
  /** Its list is not complete yet, or it was cancelled. */
  | { readonly kind: 'not_now'; readonly status: BatchStatus }
  | { readonly kind: 'foreign' };

export async function retryBatch(
  { sql, clock }: Pick<OutboundTools, 'sql' | 'clock'>,
  { orgId, batchId }: BatchRef,
): Promise<RetryOutcome> {
  const now = clock.now();
  return await sql.begin(async (tx) => {
    const [batch] = await tx<{ status: BatchStatus }[]>`
      SELECT status FROM call_batches WHERE id = ${batchId} AND org_id = ${orgId} FOR NO KEY UPDATE`;
    if (!batch) return { kind: 'foreign' };
    if (batch.status !== 'running' && batch.status !== 'completed')
      return { kind: 'not_now', status: batch.status };
    const again = await tx`
      WITH next AS (
        INSERT INTO agent_calls (id, org_id, our_number, phone, name, call_type, agent_id, origin, batch_id, recipient_id,
          variables, not_before, created_at)
        SELECT gen_random_uuid(), c.org_id, c.our_number, c.phone, c.name, c.call_type, c.agent_id, 'batch', c.batch_id,
          c.recipient_id, c.variables, ${now}, ${now}
        FROM batch_recipients r JOIN agent_calls c ON c.id = r.call_id
        WHERE r.batch_id = ${batchId} AND c.status IN ('no_answer', 'busy', 'failed') ORDER BY r.id
        RETURNING id, recipient_id
      )
      UPDATE batch_recipients r SET call_id = next.id FROM next WHERE r.id = next.recipient_id RETURNING 1`;
    if (again.length > 0) {
      await tx`UPDATE call_batches SET status = 'running', ended_at = NULL WHERE id = ${batchId}`;
    }
    return { kind: 'retried', calls: again.length };
  });
}
