/** Measures every request, and makes it the beginning of a trace when traces are collected. */
import type { Context, MiddlewareHandler } from 'hono';
import { httpSeconds } from '../platform/metrics/index.ts';
import { inSpan } from '../platform/tracing/index.ts';

/** The methods of our doors; anybody may send any other word. */
const METHODS = new Set(['GET', 'POST', 'HEAD']);

/** A trace begins here: a `traceparent` from outside is a stranger's and is not believed. */
export function observeRequests(): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = performance.now();
    const method = METHODS.has(c.req.method) ? c.req.method : 'other';
    await inSpan(method, { kind: 'SERVER', attributes: { 'http.request.method': method } }, async (span) => {
      await next();
      const route = routeOf(c);
      span?.updateName(`${method} ${route}`);
      span?.setAttributes({ 'http.route': route, 'http.response.status_code': c.res.status });
      httpSeconds.observe(
        { method, route, status: String(c.res.status) },
        (performance.now() - startedAt) / 1_000,
      );
    });
  };
}

/** As it was declared, such as `/pay/:token`: a path may hold a secret, and there is no end of paths. */
function routeOf(c: Context): string {
  return c.res.status === 404 && c.req.routePath.endsWith('*') ? 'none' : c.req.routePath;
}
