/** The one HTTP server: the companies' APIs, the control API and the pages, put together. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { controlApp } from './control/app.ts';
import { elevenLabsRestApp } from './elevenlabs/app.ts';
import type { ElevenLabsControl } from './elevenlabs/control.ts';
import type { NetworkControl } from './network/control.ts';
import { pageApp } from './page/app.tsx';
import { stripeRestApp } from './stripe/app.ts';
import type { StripeControl } from './stripe/control.ts';
import { stripePages } from './stripe/pages/routes.tsx';
import { twilioRestApp } from './twilio-rest/app.ts';
import type { World } from './world.ts';

export interface Listening {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What pages and players may hold. */
export interface Controls {
  readonly network: NetworkControl;
  readonly stripe: StripeControl;
  readonly elevenlabs: ElevenLabsControl;
}

export function listen(world: World, controls: Controls): Promise<Listening> {
  const { host, port } = world.settings;
  const app = appOf(world, controls);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      server.off('error', reject);
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
      resolve({ url, port: address.port, close: () => closeServer(server) });
    });
    server.once('error', reject);
  });
}

function appOf(world: World, controls: Controls): Hono {
  const app = new Hono();
  app.route('/2010-04-01', twilioRestApp(world));
  // Before Stripe, whose API takes every other address under /v1.
  app.route('/v1/convai', elevenLabsRestApp(world));
  app.route('/v1', stripeRestApp(world));
  app.route('/_sim', controlApp(world, controls));
  app.route('/stripe', stripePages(world, controls.stripe));
  const { room } = world.settings;
  if (room) app.route(`/rooms/${room.path}`, room.app);
  app.route('/', pageApp(world, controls));
  app.onError((error, c) => {
    world.settings.log('simulator: a request failed', { path: c.req.path, error });
    return c.json({ error: error.message }, 400);
  });
  return app;
}

function closeServer(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    // Live pages and keep-alive connections would hold the server open for ever.
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
