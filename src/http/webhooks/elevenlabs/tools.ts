/** `POST /api/elevenlabs/tools/:tool`: an agent uses one of its four tools during a call. Everything else is refused. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import type { ToolCall, ToolOutcome } from '../../../outbound/index.ts';
import { isDatabaseAway } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log.ts';

/** The header in which the agent's tools carry the secret; it is set where they are defined at ElevenLabs. */
export const TOOL_SECRET_HEADER = 'x-elevenlabs-tool-secret';

export interface ToolDoorTools {
  readonly log: Log;
  /** Unset: nobody may use a tool. */
  readonly toolSecret: string | undefined;
  readonly recordToolCall: (call: ToolCall) => Promise<ToolOutcome>;
}

/** 128 characters: a conversation's id has some 30, the id of a tool's use some 40. */
const id = z.string().min(1).max(128);
const body = z.looseObject({
  conversation_id: id,
  tool_call_id: id.optional(),
  // Ours, as the agent was given it: its conversation may not be known here yet.
  call_id: z.uuid().optional().catch(undefined),
});

/** Every answer is JSON, because the agent reads it. */
export function toolDoor({ log, toolSecret, recordToolCall }: ToolDoorTools) {
  return async (c: Context): Promise<Response> => {
    const tool = c.req.param('tool') ?? '';
    if (!toolSecret || !isSame(toolSecret, c.req.header(TOOL_SECRET_HEADER) ?? '')) {
      log.warn(
        { tool: tool.slice(0, 64), isSecretSet: Boolean(toolSecret) },
        'elevenlabs.tool refused: wrong secret',
      );
      return c.json({ error: 'Invalid tool secret' }, 401);
    }
    const parsed = body.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'conversation_id is required' }, 400);
    const { conversation_id: conversationId, tool_call_id: given, call_id: callId, ...params } = parsed.data;
    const toolCallId = given ?? idOf(conversationId, tool, params);
    try {
      const outcome = await recordToolCall({ conversationId, toolCallId, tool, params, callId });
      log.info({ tool: tool.slice(0, 64), conversationId, outcome: outcome.kind }, 'elevenlabs.tool');
      return answer(c, outcome);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.error({ err: error, tool }, 'elevenlabs.tool not recorded: the database is away');
      return c.json({ error: 'Not now' }, 503, { 'retry-after': '5' });
    }
  };
}

function answer(c: Context, outcome: ToolOutcome): Response {
  switch (outcome.kind) {
    case 'done':
      return c.json({ ok: true, tool: outcome.tool, repeated: outcome.isRepeated });
    case 'not_allowed':
      return c.json({ error: 'TOOL_NOT_ALLOWED_IN_PHONE_OUTBOUND_V1' }, 403);
    case 'unknown_call':
      return c.json({ error: 'unknown conversation' }, 404);
    case 'not_live':
      return c.json({ error: 'the conversation is over' }, 409);
    case 'bad_params':
      return c.json({ error: outcome.problem }, 422);
    default:
      return outcome satisfies never;
  }
}

/** Agents send no id of their own: the same use of the same tool in the same conversation is the same one. */
function idOf(conversationId: string, tool: string, params: Record<string, unknown>): string {
  const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1));
  return hash('sha256', JSON.stringify([conversationId, tool, sorted]));
}

/** Hashed first, so that neither the time nor a length tells anything about the secret. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
