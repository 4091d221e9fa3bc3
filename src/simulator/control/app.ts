/** The control API under `/_sim`: what `Simulator` offers in-process, as HTTP and JSON. Documented in README.md. */
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SimulatorEvent } from '../feed.ts';
import type { Controls } from '../server.ts';
import type { World } from '../world.ts';
import { elevenLabsControlRoutes } from './elevenlabs.ts';
import { lieRoutes } from './lies.ts';
import { phoneRoutes } from './phones.ts';
import { stripeControlRoutes } from './stripe.ts';

export function controlApp(world: World, { network, stripe, elevenlabs }: Controls): Hono {
  const app = new Hono();
  app.get('/messages', (c) => c.json(network.messages()));
  app.get('/webhooks', (c) => c.json(network.webhooks()));
  app.get('/api-calls', (c) => c.json(network.apiCalls()));
  app.get('/numbers', (c) => c.json(network.numbers()));
  app.route('/phones', phoneRoutes(network));
  app.route('/', lieRoutes(world));
  app.route('/stripe', stripeControlRoutes(stripe));
  app.route('/elevenlabs', elevenLabsControlRoutes(elevenlabs));

  /** Everything that happens from now on, one JSON document an event. */
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const listener = (event: SimulatorEvent) => {
        stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
      };
      const unsubscribe = network.subscribe(listener);
      const gone = Promise.withResolvers<void>();
      stream.onAbort(() => gone.resolve());
      world.background.signal.addEventListener('abort', () => gone.resolve(), { once: true });
      await stream.write(': listening\n\n');
      await gone.promise;
      unsubscribe();
    }),
  );
  return app;
}
