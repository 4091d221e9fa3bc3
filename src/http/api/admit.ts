/** Who comes in: a key that is known, that may do this, and that has not asked too often. */
import type { Context, MiddlewareHandler } from 'hono';
import { admitKey, type Scope } from '../../identity/index.ts';
import { isDatabaseAway } from '../../platform/database/index.ts';
import { NothingMade } from './idempotent.ts';
import { type ApiEnv, type ApiTools, REQUESTS_PER_MINUTE } from './tools.ts';

/** A caller's own id may go into our log if it is an id and nothing else. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** 30 s: a database that is away is back by then, or is away for longer. */
const RETRY_AFTER_S = 30;

/** Logs each request by its key's prefix; neither the key nor a phone gets there. */
export function admit(tools: ApiTools, scope: Scope): MiddlewareHandler<ApiEnv> {
  const { sql, clock, log, newId } = tools.outbound;
  return async (c, next) => {
    const requestId = REQUEST_ID.exec(c.req.header('x-request-id') ?? '')?.[0] ?? newId();
    c.set('requestId', requestId);
    c.header('x-request-id', requestId);
    c.header('cache-control', 'no-store');
    const answered = (fields: Record<string, unknown>) =>
      log.info({ requestId, method: c.req.method, route: c.req.routePath, ...fields }, 'api.answered');
    const admission = await admitKey(sql, {
      authorization: c.req.header('authorization'),
      now: clock.now(),
      requestsPerMinute: REQUESTS_PER_MINUTE,
    });
    if (admission.kind === 'unknown') {
      answered({ status: 401 });
      return c.json({ error: 'Unauthorized' }, 401, { 'www-authenticate': 'Bearer' });
    }
    if (admission.kind === 'too_many') {
      answered({ status: 429 });
      const retryAfter = String(admission.retryAfterS);
      return c.json({ error: 'Too many requests', retryAfter: admission.retryAfterS }, 429, {
        'retry-after': retryAfter,
      });
    }
    const { orgId, prefix, scopes } = admission;
    if (scopes.includes(scope)) {
      c.set('orgId', orgId);
      await next();
    } else c.res = c.json({ error: 'This key may not do that', requiredScope: scope }, 403);
    answered({ status: c.res.status, orgId, keyPrefix: prefix });
    return;
  };
}

/** What no door foresaw. A caller gets the id by which we find it in the log. */
export function failed(tools: ApiTools, error: unknown, c: Context<ApiEnv>): Response {
  const requestId = c.get('requestId');
  tools.outbound.log.error({ err: error, requestId, route: c.req.routePath }, 'api.failed');
  const cause = error instanceof NothingMade ? error.cause : error;
  if (!isDatabaseAway(cause)) return c.json({ error: 'Something went wrong', requestId }, 500);
  return c.json({ error: 'Not now' }, 503, { 'retry-after': String(RETRY_AFTER_S) });
}
