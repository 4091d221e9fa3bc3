/** A conversation as ElevenLabs writes it, in its API and its webhooks alike, read into the one report of a call. */
import { z } from 'zod';
import type { CallReport, Turn } from '../../outbound/port.ts';
import { storable } from '../../values/sanitize.ts';

/** An hour of talk has some 400 turns; a thousand of them are not read by anybody. */
const MOST_TURNS = 500;
/** Two minutes of speech without a pause. */
const LONGEST_TURN = 2_000;
const LONGEST_SUMMARY = 4_000;
const LONGEST_REASON = 300;

const words = (longest: number) => z.string().transform((text) => storable(text).slice(0, longest));
const optional = <Value>(schema: z.ZodType<Value>) => schema.nullish().catch(null);

const phoneCall = z.object({
  direction: optional(z.enum(['inbound', 'outbound'])),
  agent_number: optional(z.string()),
  external_number: optional(z.string()),
  call_sid: optional(z.string()),
});

const turn = z.object({ role: z.enum(['agent', 'user']), message: optional(words(LONGEST_TURN)) });

const metadata = z.object({
  call_duration_secs: optional(z.number().nonnegative()),
  termination_reason: optional(words(LONGEST_REASON)),
  phone_call: optional(phoneCall),
});

const written = z.object({
  conversation_id: z.string().min(1),
  status: z.enum(['initiated', 'in-progress', 'processing', 'done', 'failed']).catch('done'),
  transcript: z.array(z.unknown()).catch([]),
  metadata: optional(metadata),
  analysis: optional(z.object({ transcript_summary: optional(words(LONGEST_SUMMARY)) })),
  conversation_initiation_client_data: optional(
    z.object({ dynamic_variables: optional(z.record(z.string(), z.unknown())) }),
  ),
});

/** The report, and which phones it was between. */
export interface ReadConversation extends CallReport {
  readonly direction: 'inbound' | 'outbound' | null;
  readonly agentNumber: string | null;
  readonly externalNumber: string | null;
}

export const conversation = written.transform((one): ReadConversation => {
  const call = one.metadata?.phone_call;
  const turns = one.transcript.slice(0, MOST_TURNS).flatMap(readTurn);
  const isOver = one.status === 'done' || one.status === 'failed';
  const endReason = one.metadata?.termination_reason || null;
  return {
    conversationId: one.conversation_id,
    callSid: call?.call_sid ?? null,
    callId:
      z.uuid().safeParse(one.conversation_initiation_client_data?.dynamic_variables?.call_id).data ?? null,
    status: one.status,
    notReached: one.status === 'failed' && turns.length === 0 ? notReachedIn(endReason ?? '') : null,
    endReason: isOver ? endReason : null,
    turns,
    dtmf: keysIn(turns),
    summary: one.analysis?.transcript_summary || null,
    durationS: isOver ? (one.metadata?.call_duration_secs ?? null) : null,
    direction: call?.direction ?? null,
    agentNumber: call?.agent_number ?? null,
    externalNumber: call?.external_number ?? null,
  };
});

/** A turn in which only a tool was used has no words. */
function readTurn(value: unknown): Turn[] {
  const { role, message } = turn.safeParse(value).data ?? {};
  return role && message ? [{ role, text: message }] : [];
}

/** Keys come as the callee's words: a turn of nothing but keys was pressed. */
function keysIn(turns: readonly Turn[]): string | null {
  const pressed = turns.filter(({ role, text }) => role === 'user' && /^[0-9*#]+$/.test(text.trim()));
  return pressed.length > 0 ? pressed.map(({ text }) => text.trim()).join('') : null;
}

/** `failure_reason` of a webhook (`busy`, `no-answer`, `unknown`), or their sentence. */
export function notReachedIn(reason: string): CallReport['notReached'] {
  if (/busy/i.test(reason)) return 'busy';
  return /no.?answer|not answered/i.test(reason) ? 'no_answer' : 'failed';
}
