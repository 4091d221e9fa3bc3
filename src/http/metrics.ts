/** `GET /metrics` for Prometheus. It fails closed: with a token for whoever has it, without one for this machine alone. */
import { hash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';

export interface MetricsDoorTools {
  /** Unset: only this machine may ask, and in production nobody. */
  readonly token?: string | undefined;
  readonly isProduction: boolean;
  /** Everything in the words of Prometheus, with the content type that belongs to it. */
  readonly collect: () => Promise<{ readonly text: string; readonly contentType: string }>;
}

export function metricsDoor({ token, isProduction, collect }: MetricsDoorTools): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    if (token === undefined && (isProduction || !isFromHere(c))) return c.text('Not found', 404);
    if (token !== undefined && !isBearer(c.req.header('authorization'), token)) {
      return c.text('Unauthorized', 401, { 'www-authenticate': 'Bearer' });
    }
    const { text, contentType } = await collect();
    return c.body(text, 200, { 'content-type': contentType, 'cache-control': 'no-store' });
  });
  return app;
}

/** Hashed first, so that neither the time nor a length tells anything about the token. */
function isBearer(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'));
}

/** What the Node.js server gives beside a request; absent where a request did not come over a socket. */
const nodeSocket = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) });
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** A connection from this machine that no proxy handed on: behind a proxy the whole world comes from here. */
function isFromHere(c: Context): boolean {
  if (c.req.header('x-forwarded-for') ?? c.req.header('forwarded')) return false;
  const socket = nodeSocket.safeParse(c.env);
  return socket.success && LOOPBACK.test(socket.data.incoming.socket.remoteAddress);
}
