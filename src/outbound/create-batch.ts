/** A batch begins: its list is taken in chunk by chunk, and nobody is called before it is started. */
import { resolveTopic } from './topic.ts';
import type { BatchOutcome, NewBatch, OutboundTools } from './types.ts';

export async function createBatch(tools: OutboundTools, batch: NewBatch): Promise<BatchOutcome> {
  const { sql, clock, newId } = tools;
  const topic = await resolveTopic(tools, batch);
  if (topic.kind === 'refused') return topic;
  const batchId = batch.batchId ?? newId();
  await sql`
    INSERT INTO call_batches (id, org_id, name, call_type, agent_id, our_number, source, created_at)
    VALUES (${batchId}, ${batch.orgId}, ${batch.name}, ${batch.callType}, ${topic.agentId}, ${topic.ourNumber},
      ${batch.source}, ${clock.now()})
    ON CONFLICT (id) DO NOTHING`;
  return { kind: 'created', batchId };
}
