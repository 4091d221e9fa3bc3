/** Customers, subscriptions, invoices and events: what may be fetched, listed and changed. */
import { type Context, Hono } from 'hono';
import type { World } from '../world.ts';
import { cancel, resume } from './billing.ts';
import { noSuch } from './errors.ts';
import { readForm } from './form.ts';
import { listOf } from './objects/list.ts';
import type { Subscription } from './objects/subscription.ts';

export function objectRoutes(world: World): Hono {
  const { stripe } = world;
  const app = new Hono();

  app.get('/customers/:id', (c) => found(c, 'customer', stripe.customers));
  app.get('/invoices/:id', (c) => found(c, 'invoice', stripe.invoices));
  app.get('/subscriptions/:id', (c) => found(c, 'subscription', stripe.subscriptions));
  app.get('/events/:id', (c) => found(c, 'event', stripe.events));
  app.get('/prices/:id', (c) => noSuch(c, 'price', c.req.param('id')));

  app.get('/subscriptions', (c) => {
    const { customer, status } = c.req.query();
    const wanted = [...stripe.subscriptions.values()].filter(
      (one) => (!customer || one.customer === customer) && hasStatus(one, status),
    );
    return c.json(listOf('/v1/subscriptions', wanted, c.req.query()));
  });

  app.get('/invoices', (c) => {
    const { customer, status } = c.req.query();
    const wanted = [...stripe.invoices.values()].filter(
      (one) => (!customer || one.customer === customer) && (!status || one.status === status),
    );
    return c.json(listOf('/v1/invoices', wanted, c.req.query()));
  });

  app.get('/events', (c) => {
    const { type } = c.req.query();
    const wanted = [...stripe.events.values()].filter((one) => !type || one.type === type);
    return c.json(listOf('/v1/events', wanted, c.req.query()));
  });

  app.post('/subscriptions/:id', async (c) => {
    const subscription = stripe.subscriptions.get(c.req.param('id'));
    if (!subscription) return noSuch(c, 'subscription', c.req.param('id'));
    const wish = readForm(await c.req.text()).cancel_at_period_end;
    if (wish === 'true') cancel(world, subscription, { atPeriodEnd: true });
    if (wish === 'false') resume(world, subscription);
    return c.json(subscription);
  });

  app.delete('/subscriptions/:id', (c) => {
    const subscription = stripe.subscriptions.get(c.req.param('id'));
    if (!subscription || subscription.status === 'canceled') {
      return noSuch(c, 'subscription', c.req.param('id'));
    }
    cancel(world, subscription);
    return c.json(subscription);
  });

  return app;
}

function found(c: Context, object: string, objects: ReadonlyMap<string, unknown>): Response {
  const id = c.req.param('id') ?? '';
  const one = objects.get(id);
  return one ? c.json(one) : noSuch(c, object, id);
}

/** Without a status Stripe lists everything that is not canceled. */
function hasStatus(subscription: Subscription, status: string | undefined): boolean {
  if (status === 'all') return true;
  return status ? subscription.status === status : subscription.status !== 'canceled';
}
