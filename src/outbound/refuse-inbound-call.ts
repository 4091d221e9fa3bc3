/** An inbound call while inbound calls are switched off: one row, whatever is told of the call afterwards. */
import type { InboundCall, OutboundTools } from './types.ts';

export type InboundOutcome =
  /** `callSid`: of the leg that is to be ended, where it is known. */
  | { readonly kind: 'refused'; readonly callId: string; readonly callSid: string | null }
  /** The number is nobody's. */
  | { readonly kind: 'unknown_number' };

const SUMMARY = 'Inbound calls are switched off (PHONE_INBOUND_ENABLED=false): the call was rejected.';

export async function refuseInboundCall(
  { sql, clock, newId, log }: Pick<OutboundTools, 'sql' | 'clock' | 'newId' | 'log'>,
  call: InboundCall,
): Promise<InboundOutcome> {
  const { conversationId, callSid, ourNumber, caller } = call;
  const now = clock.now();
  const [known] = await sql<{ id: string; call_sid: string | null }[]>`
    UPDATE agent_calls SET conversation_id = coalesce(conversation_id, ${conversationId}),
      call_sid = coalesce(call_sid, ${callSid})
    WHERE direction = 'inbound' AND (conversation_id = ${conversationId} OR call_sid = ${callSid}) RETURNING id, call_sid`;
  if (known) return { kind: 'refused', callId: known.id, callSid: known.call_sid };
  const [row] = await sql<{ id: string; org_id: string }[]>`
    INSERT INTO agent_calls (id, org_id, direction, our_number, phone, origin, status, waits_for, conversation_id, call_sid,
      end_reason, summary, created_at, ended_at)
    SELECT ${newId()}, o.id, 'inbound', ${ourNumber}, ${caller}, 'inbound', 'inbound_disabled_v1', NULL,
      ${conversationId}, ${callSid}, 'inbound_disabled_v1', ${SUMMARY}, ${now}, ${now}
    FROM organizations o WHERE o.twilio_number = ${ourNumber}
      OR o.id = (SELECT n.org_id FROM phone_numbers n WHERE n.phone_e164 = ${ourNumber})
    ORDER BY (o.twilio_number = ${ourNumber}) DESC NULLS LAST LIMIT 1
    ON CONFLICT DO NOTHING RETURNING id, org_id`;
  if (!row) return await again({ sql, clock, newId, log }, call);
  log.info(
    { orgId: row.org_id, callId: row.id, conversationId, callSid },
    'phone_outbound_v1 inbound call rejected',
  );
  return { kind: 'refused', callId: row.id, callSid };
}

/** Nobody's number, or told twice at the same moment: then the other has written it by now. */
async function again(
  { sql }: Pick<OutboundTools, 'sql' | 'clock' | 'newId' | 'log'>,
  { conversationId, callSid }: InboundCall,
): Promise<InboundOutcome> {
  const [known] = await sql<{ id: string; call_sid: string | null }[]>`
    SELECT id, call_sid FROM agent_calls
    WHERE direction = 'inbound' AND (conversation_id = ${conversationId} OR call_sid = ${callSid})`;
  return known ? { kind: 'refused', callId: known.id, callSid: known.call_sid } : { kind: 'unknown_number' };
}
