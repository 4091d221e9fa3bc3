/** The part of Twilio's REST API that JobRun calls, as one Hono app under `/2010-04-01`. */
import { timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { answering } from '../answering.ts';
import type { World } from '../world.ts';
import { callRoutes } from './calls.ts';
import { notFound, twilioError } from './errors.ts';
import { messageRoutes } from './messages.ts';
import { numberRoutes } from './numbers.ts';

export function twilioRestApp(world: World): Hono {
  const account = `/Accounts/${world.settings.twilio.accountSid}`;
  const app = new Hono();
  app.use(answering(world, 'twilio'));
  app.use(authenticated(world));
  app.route(account, messageRoutes(world));
  app.route(account, callRoutes(world));
  app.route(account, numberRoutes(world));
  app.all('*', (c) => notFound(c));
  return app;
}

function authenticated(world: World): MiddlewareHandler {
  const { accountSid, authToken } = world.settings.twilio;
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  return async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    const isRight = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isRight) return twilioError(c, 20003, 'Authenticate');
    return next();
  };
}
