/** A batch begins: its list is taken in chunk by chunk, and nobody is called before it is started. */
import { importLeaseEnd } from './give-up-import.ts';
import { resolveTopic } from './topic.ts';
import type { BatchOutcome, NewBatch, OutboundTools } from './types.ts';

export async function createBatch(tools: OutboundTools, batch: NewBatch): Promise<BatchOutcome> {
  const { sql, clock, newId } = tools;
  const topic = await resolveTopic(tools, batch);
  if (topic.kind === 'refused') return topic;
  const batchId = batch.batchId ?? newId();
  await sql`
    INSERT INTO call_batches AS b (id, org_id, name, call_type, agent_id, our_number, source, importing_until, created_at)
    VALUES (${batchId}, ${batch.orgId}, ${batch.name}, ${batch.callType}, ${topic.agentId}, ${topic.ourNumber},
      ${batch.source}, ${importLeaseEnd(clock.now())}, ${clock.now()})
    ON CONFLICT (id) DO UPDATE SET importing_until = excluded.importing_until WHERE b.status = 'importing'`;
  return { kind: 'created', batchId };
}
