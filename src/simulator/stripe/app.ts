/** The part of Stripe's REST API that JobRun calls, as one Hono app under `/v1`. */
import { timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { answering } from '../answering.ts';
import { newStripeId } from '../ids.ts';
import type { World } from '../world.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { stripeError } from './errors.ts';
import { idempotent } from './idempotency.ts';
import { objectRoutes } from './object-routes.ts';
import { apiVersion } from './objects/event.ts';

export function stripeRestApp(world: World): Hono {
  const app = new Hono();
  app.use(answering(world, 'stripe'));
  app.use(async (c, next) => {
    await next();
    c.header('request-id', newStripeId('req', 14));
    c.header('stripe-version', apiVersion);
  });
  app.use(authenticated(world));
  app.use(idempotent(world));
  app.route('/', checkoutRoutes(world));
  app.route('/', objectRoutes(world));
  app.all('*', (c) =>
    stripeError(c, {
      status: 404,
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${c.req.method}: ${c.req.path}).`,
    }),
  );
  return app;
}

/** The key comes as a bearer token or as the user name of basic authentication. */
function authenticated(world: World): MiddlewareHandler {
  const { secretKey } = world.settings.stripe;
  const accepted = [`Bearer ${secretKey}`, `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`];
  return async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    const isRight = accepted.some((one) => {
      const expected = Buffer.from(one);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (isRight) return next();
    const message = given.length === 0 ? 'You did not provide an API key.' : 'Invalid API Key provided.';
    return stripeError(c, { status: 401, type: 'invalid_request_error', message });
  };
}
