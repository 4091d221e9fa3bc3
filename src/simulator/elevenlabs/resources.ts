/** Conversations as ElevenLabs writes them, in its API and in its webhooks (shapes of its SDK, version 2.73). */
import type { Conversation, Turn } from './state.ts';

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

function durationOf({ acceptedAt, endedAt }: Conversation): number {
  if (!acceptedAt || !endedAt) return 0;
  return Math.max(0, Math.round((endedAt.getTime() - acceptedAt.getTime()) / 1000));
}

/** A line of the list: it names neither of the two phones. */
export function conversationSummary(conversation: Conversation): Record<string, unknown> {
  return {
    agent_id: conversation.agentId,
    agent_name: null,
    conversation_id: conversation.id,
    start_time_unix_secs: seconds(conversation.startedAt),
    call_duration_secs: durationOf(conversation),
    message_count: conversation.transcript.length,
    status: conversation.status,
    termination_reason: conversation.terminationReason,
    call_successful: conversation.status === 'done' ? 'success' : 'unknown',
    direction: 'outbound',
  };
}

export function conversationResource(conversation: Conversation): Record<string, unknown> {
  const isOver = conversation.status === 'done';
  return {
    agent_id: conversation.agentId,
    agent_name: null,
    status: conversation.status,
    user_id: null,
    conversation_id: conversation.id,
    has_audio: isOver,
    has_user_audio: isOver,
    has_response_audio: isOver,
    transcript: conversation.transcript.map(turnResource),
    metadata: {
      start_time_unix_secs: seconds(conversation.startedAt),
      accepted_time_unix_secs: conversation.acceptedAt ? seconds(conversation.acceptedAt) : null,
      call_duration_secs: durationOf(conversation),
      cost: null,
      phone_call: {
        type: 'twilio',
        direction: 'outbound',
        phone_number_id: conversation.phoneNumberId,
        agent_number: conversation.agentNumber,
        external_number: conversation.externalNumber,
        stream_sid: conversation.callSid.replace(/^CA/, 'MZ'),
        call_sid: conversation.callSid,
      },
      termination_reason: conversation.terminationReason,
      error: null,
      main_language: 'en',
    },
    analysis: isOver
      ? {
          evaluation_criteria_results: {},
          data_collection_results: {},
          call_successful: 'success',
          transcript_summary: summaryOf(conversation),
        }
      : null,
    conversation_initiation_client_data: conversation.clientData,
  };
}

function turnResource({ role, message, timeInCallSecs, toolCalls }: Turn): Record<string, unknown> {
  return {
    role,
    message,
    time_in_call_secs: timeInCallSecs,
    tool_calls: toolCalls.map(({ id, name, params }) => ({
      request_id: id,
      tool_name: name,
      params_as_json: JSON.stringify(params),
      tool_has_been_called: true,
      type: 'webhook',
    })),
    tool_results: toolCalls.map(({ id, name, result }) => ({
      request_id: id,
      tool_name: name,
      result_value: result?.answer ?? '',
      is_error: result === null || result.status === null || result.status >= 400,
      tool_has_been_called: true,
    })),
    interrupted: false,
  };
}

/** Theirs is written by a model; this one says the same every time. */
function summaryOf({ transcript }: Conversation): string {
  const said = transcript.filter(({ role }) => role === 'user').map(({ message }) => message);
  return said.length > 0 ? `The callee said: ${said.join(' / ')}` : 'The callee said nothing.';
}
