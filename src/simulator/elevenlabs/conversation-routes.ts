/** Conversations: a list in pages, newest first, and one of them in full. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AnsweringEnv } from '../answering.ts';
import type { World } from '../world.ts';
import { elevenLabsError, unprocessable } from './errors.ts';
import { conversationResource, conversationSummary } from './resources.ts';
import type { Conversation } from './state.ts';

const asked = z.object({
  cursor: z.string().optional(),
  agent_id: z.string().optional(),
  call_start_after_unix: z.coerce.number().optional(),
  call_start_before_unix: z.coerce.number().optional(),
  page_size: z.coerce.number().int().min(1).max(100).default(30),
});

export function conversationRoutes(world: World): Hono<AnsweringEnv> {
  const app = new Hono<AnsweringEnv>();

  app.get('/conversations', (c) => {
    const parsed = asked.safeParse(c.req.query());
    if (!parsed.success) return unprocessable(c, parsed.error);
    const { cursor, page_size: size } = parsed.data;
    const found = [...world.elevenlabs.conversations.values()]
      .filter((one) => fits(one, parsed.data) && !(c.get('isBehind') && one.statusBefore === null))
      .reverse();
    const from = cursor ? found.findIndex(({ id }) => id === cursor) + 1 : 0;
    const shown = found.slice(from, from + size);
    const hasMore = from + size < found.length;
    return c.json({
      conversations: shown.map(conversationSummary),
      has_more: hasMore,
      next_cursor: hasMore ? (shown.at(-1)?.id ?? null) : null,
    });
  });

  app.get('/conversations/:id', (c) => {
    const id = c.req.param('id');
    const found = world.elevenlabs.conversations.get(id);
    if (found) return c.json(conversationResource(c.get('isBehind') ? aStepBack(found) : found));
    const message = `Conversation with id ${id} not found.`;
    return elevenLabsError(c, { code: 404, status: 'conversation_not_found', message });
  });

  return app;
}

/** As it was before its latest step; what was said is told at the end only. */
function aStepBack(one: Conversation): Conversation {
  const status = one.statusBefore ?? one.status;
  const isOver = status === 'processing';
  return { ...one, status, transcript: [], endedAt: isOver ? one.endedAt : null };
}

function fits(one: Conversation, wanted: z.output<typeof asked>): boolean {
  const startedAt = Math.floor(one.startedAt.getTime() / 1000);
  return (
    (wanted.agent_id === undefined || one.agentId === wanted.agent_id) &&
    startedAt >= (wanted.call_start_after_unix ?? Number.NEGATIVE_INFINITY) &&
    startedAt <= (wanted.call_start_before_unix ?? Number.POSITIVE_INFINITY)
  );
}
