/** Builds the events of a conversation, signs them and sends them: once, because retries are off by default. */
import type { WebhookRecord } from '../journal.ts';
import type { CallStatus } from '../network/types.ts';
import type { RetryRule } from '../webhooks/overrides.ts';
import type { World } from '../world.ts';
import { conversationResource } from './resources.ts';
import { elevenLabsSignature } from './signature.ts';
import type { Conversation } from './state.ts';

export interface VoiceEvent {
  readonly type: string;
  /** Seconds. */
  readonly event_timestamp: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const once: RetryRule = { retries: 0, reasons: new Set(), timeoutMs: 15_000 };

export function transcriptionEvent(world: World, conversation: Conversation): VoiceEvent {
  return eventOf(world, 'post_call_transcription', conversationResource(conversation));
}

/** An MP3 of silence would be longer and say no more. */
export function audioEvent(world: World, conversation: Conversation): VoiceEvent {
  return eventOf(world, 'post_call_audio', {
    agent_id: conversation.agentId,
    conversation_id: conversation.id,
    full_audio: Buffer.from('a recording').toString('base64'),
  });
}

export function failureEvent(world: World, conversation: Conversation, status: CallStatus): VoiceEvent {
  return eventOf(world, 'call_initiation_failure', {
    agent_id: conversation.agentId,
    conversation_id: conversation.id,
    failure_reason: status === 'busy' || status === 'no-answer' ? status : 'unknown',
    metadata: {
      type: 'twilio',
      body: {
        CallSid: conversation.callSid,
        AccountSid: world.settings.twilio.accountSid,
        From: conversation.agentNumber,
        To: conversation.externalNumber,
        Direction: 'outbound-api',
        CallStatus: status,
        CallDuration: '0',
      },
    },
  });
}

export function eventOf(world: World, type: string, data: VoiceEvent['data']): VoiceEvent {
  return { type, event_timestamp: Math.floor(world.settings.now().getTime() / 1000), data };
}

/** Null: nobody has said where events go. */
export async function sendEvent(
  world: World,
  event: VoiceEvent,
  conversation: Conversation | null,
): Promise<WebhookRecord | null> {
  const { webhookUrl: url = null, webhookSecret: secret = '' } = world.settings.elevenlabs ?? {};
  if (url === null) return null;
  const body = JSON.stringify(event);
  const fields = {
    type: event.type,
    id: conversation?.id ?? '',
    CallSid: conversation?.callSid ?? '',
    From: conversation?.agentNumber ?? '',
    To: conversation?.externalNumber ?? '',
  };
  const kind = 'elevenlabs';
  return world.deliver({
    kind,
    method: 'POST',
    url,
    fields,
    body,
    retry: once,
    lie: world.lies.aboutWebhook({ kind, url, fields, token: `${event.type} ${fields.id}` }),
    headers: () => ({
      'content-type': 'application/json',
      'user-agent': 'ElevenLabs',
      // Signed when it leaves, however long it was held back.
      'elevenlabs-signature': elevenLabsSignature({
        secret,
        body,
        at: Math.floor(world.settings.now().getTime() / 1000),
      }),
    }),
  });
}
