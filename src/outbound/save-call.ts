/** Writes what a step learned about a call into its row, and keeps or gives back its slot. */
import type { CallChange } from '../../machines/call-outcome/events.ts';
import type { Queries } from '../platform/database/index.ts';
import { freeSlot, renewSlot } from './slots.ts';

export interface CallSaving {
  readonly callId: string;
  readonly change: CallChange;
  readonly now: Date;
}

export async function saveCall(sql: Queries, { callId, change, now }: CallSaving): Promise<void> {
  const { status, conversationId, callSid, endReason, summary, durationS, label, evidence, notes } = change;
  const isEnd = status !== undefined && status !== 'answered';
  // What was not learned is left out of the JSON, so that it does not write over what was.
  const analysis = JSON.stringify({ label, evidence: evidence ?? undefined, notes: notes ?? undefined });
  await sql`
    UPDATE agent_calls SET status = coalesce(${status ?? null}, status),
      conversation_id = coalesce(conversation_id, ${conversationId ?? null}),
      call_sid = coalesce(call_sid, ${callSid ?? null}), end_reason = coalesce(${endReason ?? null}, end_reason),
      summary = coalesce(${summary ?? null}, summary), duration_s = coalesce(${durationS ?? null}, duration_s),
      analysis = coalesce(analysis, '{}'::jsonb) || ${analysis}::text::jsonb,
      answered_at = CASE WHEN ${status === 'answered'} THEN coalesce(answered_at, ${now}) ELSE answered_at END,
      ended_at = CASE WHEN ${isEnd} THEN ${now} ELSE ended_at END
    WHERE id = ${callId}`;
  if (isEnd) await freeSlot(sql, callId);
  else await renewSlot(sql, callId, now);
}
