/** What a webhook told of a call: found by the conversation or by our own id, and handed to its machine. */
import type { Queries } from '../platform/database/index.ts';
import type { CallNews, OutboundTools } from './types.ts';

/** `ignored`: nothing changes by it, such as news of a call that was rejected when it came in. */
export type DeliverOutcome = 'delivered' | 'duplicate' | 'ignored' | 'unknown_call';

export interface KnownCall {
  readonly id: string;
  readonly org_id: string;
  readonly direction: 'outbound' | 'inbound';
  readonly our_number: string;
  readonly phone: string;
  readonly status: string;
  readonly conversation_id: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By its conversation; by our own id while no conversation is known of it. */
export async function findCall(
  sql: Queries,
  { conversationId, callId }: { readonly conversationId: string; readonly callId: string | null },
): Promise<KnownCall | null> {
  const ours = callId !== null && UUID.test(callId) ? callId : null;
  const [row] = await sql<KnownCall[]>`
    SELECT id, org_id, direction, our_number, phone, status, conversation_id FROM agent_calls
    WHERE conversation_id = ${conversationId} OR (id = ${ours} AND conversation_id IS NULL)
    ORDER BY conversation_id NULLS LAST LIMIT 1`;
  return row ?? null;
}

export async function deliverReport(
  { sql, advance }: Pick<OutboundTools, 'sql' | 'advance'>,
  { eventId, report, receivedAt }: CallNews,
): Promise<DeliverOutcome> {
  const call = await findCall(sql, report);
  if (!call) return 'unknown_call';
  if (call.direction === 'inbound') return 'ignored';
  const { outcome } = await advance({
    provider: 'elevenlabs',
    providerEventId: eventId,
    ourNumber: call.our_number,
    theirNumber: call.phone,
    orgId: call.org_id,
    isTextable: true,
    occurrence: {
      kind: 'machine',
      machine: 'call-outcome',
      event: { type: 'CALL_REPORTED', callId: call.id, report },
    },
    receivedAt,
    answer: () => '',
  });
  if (outcome === 'duplicate') return 'duplicate';
  return outcome === 'ignored' ? 'ignored' : 'delivered';
}
