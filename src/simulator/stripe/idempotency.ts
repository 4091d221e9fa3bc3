/** Idempotency-Key: the same key with the same parameters gets the same answer; with others, an error. */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { World } from '../world.ts';
import { stripeError } from './errors.ts';

export function idempotent(world: World): MiddlewareHandler {
  const { firstAnswers } = world.stripe;
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (c.req.method !== 'POST' || !key) return next();
    const body = await c.req.text();
    const fingerprint = createHash('sha256').update(`${c.req.path}\n${body}`).digest('hex');
    const first = firstAnswers.get(key);
    if (first && first.fingerprint !== fingerprint) {
      return stripeError(c, {
        status: 400,
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (first) {
      return new Response(first.body, {
        status: first.status,
        headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' },
      });
    }
    await next();
    // A request that failed its validation was never executed: its key stays free.
    if (c.res.status >= 400 && c.res.status < 500) return;
    const answer = await c.res.clone().text();
    firstAnswers.set(key, { fingerprint, status: c.res.status, body: answer });
  };
}
