/** A webhook of ElevenLabs: checked over its raw body, then read into news of a call. */
import { z } from 'zod';
import type { CallReport } from '../../outbound/port.ts';
import type { CheckedNews, NewsEnds, WebhookNews } from '../../outbound/webhook-news.ts';
import { storable } from '../../values/sanitize.ts';
import { conversation, notReachedIn } from './conversation.ts';
import { refusalOfSignature, type VerifyWith } from './signature.ts';

/** 64 characters are more than any type, id or number has. */
const LONGEST_WORD = 64;

const word = z.string().transform(storable).pipe(z.string().min(1).max(LONGEST_WORD)).nullish().catch(null);
/** Twilio writes `outbound-api`. */
const direction = z
  .string()
  .transform((said) => said.replace(/-.*/, ''))
  .pipe(z.enum(['inbound', 'outbound']))
  .nullish()
  .catch(null);

const envelope = z.object({ type: word, data: z.looseObject({}).nullish().catch(null) });

/** Twilio's words, or those of a SIP trunk. */
const failure = z.object({
  conversation_id: z.string().min(1).max(LONGEST_WORD),
  failure_reason: word,
  metadata: z
    .object({
      body: z
        .object({
          CallSid: word,
          From: word,
          To: word,
          Direction: direction,
          from_number: word,
          to_number: word,
        })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

/** Of what is announced nothing is documented: whatever names the call is taken from where it may stand. */
const announced = z.object({
  conversation_id: word,
  call_sid: word,
  direction,
  agent_number: word,
  called_number: word,
  external_number: word,
  caller_id: word,
  metadata: z
    .object({
      phone_call: z
        .object({ direction, agent_number: word, external_number: word, call_sid: word })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

const ANNOUNCEMENTS: ReadonlySet<string> = new Set(['conversation.started', 'conversation.ended']);

export interface CheckWith extends VerifyWith {
  /** What a body without a type is, such as on the old paths. */
  readonly typeOfBare?: string | undefined;
}

/** Never throws on what came from outside. */
export function checkWebhook(rawBody: string, header: string | undefined, options: CheckWith): CheckedNews {
  const reason = refusalOfSignature(rawBody, header, options);
  if (reason) return { kind: 'refused', reason };
  const news = readNews(rawBody, options.typeOfBare);
  return news ? { kind: 'genuine', news } : { kind: 'refused', reason: 'unreadable' };
}

function readNews(rawBody: string, typeOfBare: string | undefined): WebhookNews | null {
  let body: unknown;
  try {
    body = JSON.parse(rawBody);
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return null;
  const eventType = parsed.data.type ?? typeOfBare;
  if (!eventType) return null;
  const data = parsed.data.data ?? body;
  if (eventType === 'post_call_transcription') return transcription(eventType, data);
  if (eventType === 'call_initiation_failure') return failedStart(eventType, data);
  const told = announced.parse(data);
  const conversationId = told.conversation_id ?? null;
  if (!ANNOUNCEMENTS.has(eventType)) return { kind: 'passed_over', eventType, conversationId };
  const call = told.metadata?.phone_call;
  const ends: NewsEnds = {
    direction: call?.direction ?? told.direction ?? null,
    ourNumber: call?.agent_number ?? told.agent_number ?? told.called_number ?? null,
    theirNumber: call?.external_number ?? told.external_number ?? told.caller_id ?? null,
    callSid: call?.call_sid ?? told.call_sid ?? null,
  };
  return { kind: 'announced', eventType, conversationId, ends };
}

function transcription(eventType: string, data: unknown): WebhookNews | null {
  const parsed = conversation.safeParse(data);
  if (!parsed.success) return null;
  const { direction, agentNumber, externalNumber, ...report } = parsed.data;
  const ends = { direction, ourNumber: agentNumber, theirNumber: externalNumber, callSid: report.callSid };
  return { kind: 'report', eventType, report, ends };
}

function failedStart(eventType: string, data: unknown): WebhookNews | null {
  const parsed = failure.safeParse(data);
  if (!parsed.success) return null;
  const { conversation_id: conversationId, failure_reason: reason, metadata } = parsed.data;
  const call = metadata?.body;
  const [from, to] = [call?.From ?? call?.from_number ?? null, call?.To ?? call?.to_number ?? null];
  const isInbound = call?.Direction === 'inbound';
  const report: CallReport = {
    ...{ conversationId, callSid: call?.CallSid ?? null, callId: null, status: 'failed' },
    ...{ notReached: notReachedIn(reason ?? ''), endReason: reason ?? null, turns: [], dtmf: null },
    ...{ summary: null, durationS: null },
  };
  const [ourNumber, theirNumber] = isInbound ? [to, from] : [from, to];
  const ends = { direction: call?.Direction ?? null, ourNumber, theirNumber, callSid: report.callSid };
  return { kind: 'report', eventType, report, ends };
}
