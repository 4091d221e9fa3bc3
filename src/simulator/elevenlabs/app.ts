/** The part of ElevenLabs' REST API that JobRun calls, as one Hono app under `/v1/convai`. */
import { hash, timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { answering } from '../answering.ts';
import type { World } from '../world.ts';
import { callRoutes } from './call-routes.ts';
import { conversationRoutes } from './conversation-routes.ts';
import { elevenLabsError } from './errors.ts';

export function elevenLabsRestApp(world: World): Hono {
  const app = new Hono();
  app.use(answering(world, 'elevenlabs'));
  app.use(authenticated(world));
  app.route('/', callRoutes(world));
  app.route('/', conversationRoutes(world));
  app.all('*', (c) => c.json({ detail: 'Not Found' }, 404));
  return app;
}

function authenticated(world: World): MiddlewareHandler {
  const expected = hash('sha256', world.settings.elevenlabs?.apiKey ?? '', 'buffer');
  return async (c, next) => {
    const given = c.req.header('xi-api-key') ?? '';
    const isRight = given !== '' && timingSafeEqual(hash('sha256', given, 'buffer'), expected);
    if (isRight) return next();
    return elevenLabsError(c, { code: 401, status: 'invalid_api_key', message: 'Invalid API key' });
  };
}
