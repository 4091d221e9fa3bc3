/** What every REST answer of both companies passes through: the journal now, lies later. */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { World } from './world.ts';

/** Records the call. A lie (429, 500, an answer that never comes) belongs before or after `next`. */
export function answering(world: World, company: 'twilio' | 'stripe'): MiddlewareHandler {
  return async (c, next) => {
    const started = performance.now();
    const at = world.settings.now();
    await next();
    const form = c.req.method === 'POST' ? await c.req.text() : new URL(c.req.url).search;
    world.journal.addApiCall({
      id: randomUUID(),
      at,
      company,
      method: c.req.method,
      path: c.req.path,
      params: Object.fromEntries(new URLSearchParams(form)),
      status: c.res.status,
      ms: Math.round(performance.now() - started),
    });
  };
}
