/** A stand-in for JobRun: answers webhooks as told, and keeps every request that it got. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

export interface Got {
  readonly path: string;
  /** The full URL as called. */
  readonly url: string;
  readonly headers: Headers;
  readonly fields: Readonly<Record<string, string>>;
  readonly raw: string;
}

export type Answer = string | Response | Promise<string | Response>;

export interface FakeService {
  readonly url: string;
  readonly got: readonly Got[];
  /** What a path answers; the default is `<Response/>`. */
  on(path: string, answer: (got: Got) => Answer): void;
  at(path: string): readonly Got[];
  close(): Promise<void>;
}

export async function startFakeService(port = 0): Promise<FakeService> {
  const got: Got[] = [];
  const answers = new Map<string, (got: Got) => Answer>();
  const app = new Hono();
  app.all('*', async (c) => {
    const raw = await c.req.text();
    const one: Got = {
      path: c.req.path,
      url: c.req.url,
      headers: c.req.raw.headers,
      fields: Object.fromEntries(new URLSearchParams(raw)),
      raw,
    };
    got.push(one);
    const answer = await (answers.get(c.req.path)?.(one) ?? '<Response/>');
    return typeof answer === 'string' ? c.body(answer, 200, { 'content-type': 'text/xml' }) : answer;
  });
  const listening = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) =>
    listening.resolve(address.port),
  );
  return {
    url: `http://127.0.0.1:${await listening.promise}`,
    got,
    on: (path, answer) => answers.set(path, answer),
    at: (path) => got.filter((one) => one.path === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
