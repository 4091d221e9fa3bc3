/**
 * Looks for a call that was perhaps placed. The list of conversations names no phones, so each one that began
 * since then is opened and known by the `call_id` that we gave it.
 */
import { z } from 'zod';
import type { AgentCall, FindAgentCallOutcome } from '../../outbound/port.ts';
import { conversation } from './conversation.ts';
import { failureOf } from './failure.ts';
import type { Ask } from './transport.ts';

/** 60 s between our clock and theirs, whose times are whole seconds. */
const CLOCK_SKEW_S = 60;
/** The most that a page may hold. */
const PAGE_SIZE = 100;
/** 300 conversations of one agent since then; whoever has more is told that nobody knows. */
const MOST_OPENED = 300;

const page = z.object({
  conversations: z.array(z.object({ conversation_id: z.string().min(1), direction: z.string().nullish() })),
  has_more: z.boolean(),
  next_cursor: z.string().nullish(),
});

/**
 * `absent` is only said after every conversation since then was opened. Their list is not promised to be immediate,
 * so it is to be trusted some time after the attempt only.
 */
export function findCallWith(ask: Ask) {
  return async (call: AgentCall, since: Date): Promise<FindAgentCallOutcome> => {
    try {
      const ids = await idsSince(ask, call.agentId, since);
      if (ids === null)
        return { kind: 'unknown', reason: `more than ${MOST_OPENED} conversations since then` };
      for (const id of ids) {
        const opened = await ask(
          { method: 'GET', path: `/conversations/${encodeURIComponent(id)}` },
          conversation,
        );
        if (opened.callId !== call.callId) continue;
        return { kind: 'found', conversationId: id, callSid: opened.callSid };
      }
      return { kind: 'absent' };
    } catch (error) {
      return { kind: 'unknown', reason: failureOf(error).message };
    }
  };
}

/** Oldest first: a call is looked for among those that began right after it was tried. Null: too many. */
async function idsSince(ask: Ask, agentId: string, since: Date): Promise<string[] | null> {
  const sinceS = Math.floor(since.getTime() / 1_000);
  const ids: string[] = [];
  for (let cursor: string | null | undefined; ; ) {
    const query = {
      agent_id: agentId,
      call_start_after_unix: String(sinceS - CLOCK_SKEW_S),
      page_size: String(PAGE_SIZE),
      ...(cursor ? { cursor } : {}),
    };
    const listed = await ask({ method: 'GET', path: '/conversations', query }, page);
    for (const { conversation_id, direction } of listed.conversations) {
      if (direction !== 'inbound') ids.unshift(conversation_id);
    }
    if (ids.length > MOST_OPENED) return null;
    if (!listed.has_more || !listed.next_cursor) return ids;
    cursor = listed.next_cursor;
  }
}
