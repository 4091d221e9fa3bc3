/** A batch is started: its recipients join the queue of calls, chunk by chunk, each chunk in one statement. */
import { isBlocked } from '../consent/index.ts';
import type { Queries } from '../platform/database/index.ts';
import type { BatchRef, OutboundTools } from './types.ts';

/** 5,000 recipients a statement take some 200 ms. */
const CHUNK = 5_000;
/** 20,000 are queued before the answer; a longer list goes on in the background. */
const CHUNKS_AT_ONCE = 4;

export type StartOutcome = { readonly kind: 'started' } | { readonly kind: 'foreign' | 'not_importing' };

export async function startBatch(
  tools: Pick<OutboundTools, 'sql' | 'clock'>,
  { orgId, batchId }: BatchRef,
): Promise<StartOutcome> {
  const { sql, clock } = tools;
  const started = await sql`
    UPDATE call_batches SET status = 'queueing', started_at = ${clock.now()}
    WHERE id = ${batchId} AND org_id = ${orgId} AND status = 'importing' RETURNING 1`;
  if (started.length === 0) {
    const [row] = await sql`SELECT FROM call_batches WHERE id = ${batchId} AND org_id = ${orgId}`;
    return { kind: row ? 'not_importing' : 'foreign' };
  }
  for (let chunk = 0; chunk < CHUNKS_AT_ONCE && (await queueChunk(tools, batchId)); chunk += 1);
  return { kind: 'started' };
}

/** Goes on with what was started and not finished: a long list, or a node that died. Any number of nodes may do so at once. */
export async function queueBatches(
  tools: Pick<OutboundTools, 'sql' | 'clock'>,
  stopping: AbortSignal,
): Promise<void> {
  const { sql } = tools;
  const batches = await sql<
    { id: string }[]
  >`SELECT id FROM call_batches WHERE status = 'queueing' ORDER BY started_at`;
  for (const { id } of batches) {
    while (!stopping.aborted && (await queueChunk(tools, id)));
  }
}

/** Resolves to whether there may be more. A recipient and their call are written together, or neither is. */
async function queueChunk(
  { sql, clock }: Pick<OutboundTools, 'sql' | 'clock'>,
  batchId: string,
): Promise<boolean> {
  const now = clock.now();
  return await sql.begin(async (tx) => {
    // The lock keeps another node and a cancellation out for as long as a chunk takes.
    const [batch] = await tx`
      SELECT FROM call_batches WHERE id = ${batchId} AND status = 'queueing' FOR NO KEY UPDATE SKIP LOCKED`;
    if (!batch) return false;
    const [written] = await writeChunk(tx, batchId, now);
    if ((written?.seen ?? 0) === CHUNK) return true;
    await tx`UPDATE call_batches SET status = 'running' WHERE id = ${batchId}`;
    return false;
  });
}

/** Who asked not to be called since the list was taken in is left out here. */
function writeChunk(tx: Queries, batchId: string, now: Date) {
  return tx<{ seen: number }[]>`
    WITH next AS MATERIALIZED (
      SELECT r.id, r.org_id, r.name, r.phone, r.variables, gen_random_uuid() AS call_id, b.call_type, b.agent_id, b.our_number
      FROM batch_recipients r JOIN call_batches b ON b.id = r.batch_id
      WHERE r.batch_id = ${batchId} AND r.outcome = 'pending' ORDER BY r.id LIMIT ${CHUNK}
    ), weighed AS MATERIALIZED (
      SELECT next.*, ${isBlocked(tx, {
        phone: tx`next.phone`,
        orgId: tx`next.org_id`,
        ourNumber: tx`next.our_number`,
        isCall: tx`true`,
      })} AS is_blocked FROM next
    ), queued AS (
      INSERT INTO agent_calls (id, org_id, our_number, phone, name, call_type, agent_id, origin, batch_id, recipient_id,
        variables, not_before, created_at)
      SELECT call_id, org_id, our_number, phone, name, call_type, agent_id, 'batch', ${batchId}, id, variables, ${now}, ${now}
      FROM weighed WHERE NOT is_blocked ORDER BY id
    ), marked AS (
      UPDATE batch_recipients r SET outcome = CASE WHEN w.is_blocked THEN 'do_not_call' ELSE 'queued' END,
        call_id = CASE WHEN w.is_blocked THEN NULL ELSE w.call_id END
      FROM weighed w WHERE r.id = w.id
    )
    SELECT count(*)::int AS seen FROM weighed`;
}
