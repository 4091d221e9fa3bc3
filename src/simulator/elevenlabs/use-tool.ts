/** An agent uses a tool of the service: one signed-by-secret request, whose answer it waits for. */
import { newElevenLabsId } from '../ids.ts';
import type { RetryRule } from '../webhooks/overrides.ts';
import type { World } from '../world.ts';
import type { Conversation, ToolUse } from './state.ts';

/** 20 s is the time-out of their tools by default. */
const once: RetryRule = { retries: 0, reasons: new Set(), timeoutMs: 20_000 };

/** Resolves when the service has answered or not; a tool that is not set up is used in vain. */
export async function useTool(
  world: World,
  conversation: Conversation,
  { name, params }: Pick<ToolUse, 'name' | 'params'>,
): Promise<ToolUse> {
  const use: ToolUse = { id: newElevenLabsId('toolu'), name, params, result: null };
  const tools = world.settings.elevenlabs?.tools;
  if (!tools) return use;
  const url = `${tools.url}/${encodeURIComponent(name)}`;
  const fields = {
    type: name,
    id: conversation.id,
    CallSid: conversation.callSid,
    From: conversation.agentNumber,
    To: conversation.externalNumber,
  };
  const kind = 'elevenlabs-tool';
  const record = await world.deliver({
    kind,
    method: 'POST',
    url,
    fields,
    // Both ids are variables, set into the body where the tool is defined: theirs, and the one that came with the call.
    body: JSON.stringify({
      conversation_id: conversation.id,
      ...(conversation.variables.call_id === undefined ? {} : { call_id: conversation.variables.call_id }),
      ...params,
    }),
    retry: once,
    lie: world.lies.aboutWebhook({ kind, url, fields, token: use.id }),
    headers: () => ({ 'content-type': 'application/json', [tools.header]: tools.secret }),
  });
  use.result = { status: record.status, answer: record.answer };
  return use;
}
