/**
 * Looks for a call that was perhaps placed. The list of conversations names no phones, so each one that began
 * since then is opened and known by the `call_id` that we gave it.
 */
import { z } from 'zod';
import type { AgentCall, FindAgentCallOutcome } from '../../outbound/port.ts';
import { conversation } from './conversation.ts';
import { ElevenLabsFailure, failureOf } from './failure.ts';
import type { Ask } from './transport.ts';

/** 60 s between our clock and theirs, whose times are whole seconds. */
const CLOCK_SKEW_S = 60;
/** The most that a page may hold. */
const PAGE_SIZE = 100;
/** 300 conversations of one agent since then; whoever has more is told that nobody knows. */
const MOST_OPENED = 300;

/** 8 at once: what they hold together is opened in a few seconds, and nobody is asked too often. */
const AT_ONCE = 8;
/** 4 s: whoever takes longer is told that nobody knows, before anybody else believes that the looker is dead. */
const LOOK_MS = 4_000;

const page = z.object({
  conversations: z.array(z.object({ conversation_id: z.string().min(1), direction: z.string().nullish() })),
  has_more: z.boolean(),
  next_cursor: z.string().nullish(),
});

/**
 * `absent` is only said after every conversation since then was opened. Their list is not promised to be immediate,
 * so it is to be trusted some time after the attempt only.
 */
export function findCallWith(ask: Ask, lookMs = LOOK_MS) {
  return async (call: AgentCall, since: Date): Promise<FindAgentCallOutcome> => {
    const endsAt = performance.now() + lookMs;
    try {
      const ids = await idsSince(ask, call.agentId, { since, endsAt });
      if (typeof ids === 'string') return { kind: 'unknown', reason: ids };
      return await findAmong(ask, call.callId, { ids, endsAt });
    } catch (error) {
      return { kind: 'unknown', reason: failureOf(error).message };
    }
  };
}

/** One that cannot be opened hides only itself: the call may be another one. */
async function findAmong(
  ask: Ask,
  callId: string,
  { ids, endsAt }: { readonly ids: readonly string[]; readonly endsAt: number },
): Promise<FindAgentCallOutcome> {
  let closed: ElevenLabsFailure | null = null;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    if (performance.now() > endsAt) {
      return { kind: 'unknown', reason: `${ids.length} conversations could not be opened in time` };
    }
    const opened = await Promise.all(
      ids.slice(at, at + AT_ONCE).map((id) => open(ask, id).catch((error: unknown) => failureOf(error))),
    );
    for (const one of opened) {
      if (one instanceof ElevenLabsFailure) closed = one;
      else if (one.callId === callId)
        return { kind: 'found', conversationId: one.conversationId, callSid: one.callSid };
    }
  }
  return closed ? { kind: 'unknown', reason: closed.message } : { kind: 'absent' };
}

async function open(ask: Ask, id: string) {
  const path = `/conversations/${encodeURIComponent(id)}`;
  const { callId, callSid } = await ask({ method: 'GET', path }, conversation);
  return { callId, conversationId: id, callSid };
}

/** Oldest first: a call is looked for among those that began right after it was tried. A sentence: too many, too slowly. */
async function idsSince(
  ask: Ask,
  agentId: string,
  { since, endsAt }: { readonly since: Date; readonly endsAt: number },
): Promise<string[] | string> {
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
    if (ids.length > MOST_OPENED) return `more than ${MOST_OPENED} conversations since then`;
    if (!listed.has_more || !listed.next_cursor) return ids;
    if (performance.now() > endsAt) return 'the list of conversations came too slowly';
    cursor = listed.next_cursor;
  }
}
