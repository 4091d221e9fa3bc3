/** Checkout sessions and billing portal sessions: the two doors to pages that Stripe hosts. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { World } from '../world.ts';
import { noSuch, stripeError } from './errors.ts';
import { asArray, readForm } from './form.ts';
import { inner } from './objects/list.ts';
import { newPortalSession } from './objects/portal-session.ts';
import { priceObject } from './objects/price.ts';
import { newSession } from './objects/session.ts';
import { seconds } from './objects/time.ts';
import { keepSubscriptionData } from './session-metadata.ts';
import { expireSession, sessionAt } from './sessions.ts';

const metadata = z.record(z.string(), z.string()).default({});
const checkoutForm = z.object({
  mode: z.literal('subscription'),
  line_items: z.preprocess(
    asArray,
    z.array(z.object({ price: z.string(), quantity: z.string().optional() })).min(1),
  ),
  client_reference_id: z.string().max(200).optional(),
  customer: z.string().optional(),
  customer_email: z.string().optional(),
  metadata,
  subscription_data: z
    .object({ metadata, trial_period_days: z.coerce.number().int().min(1).max(730).optional() })
    .optional(),
  success_url: z.string().optional(),
  cancel_url: z.string().optional(),
});
const portalForm = z.object({ customer: z.string(), return_url: z.string().optional() });

export function checkoutRoutes(world: World): Hono {
  const { settings, stripe } = world;
  const app = new Hono();

  app.post('/checkout/sessions', async (c) => {
    const form = checkoutForm.safeParse(readForm(await c.req.text()));
    if (!form.success) return stripeError(c, faultOf(form.error));
    const order = form.data;
    const price = settings.stripe.price;
    const unknown = order.line_items.find((item) => item.price !== price.id);
    if (unknown) return noSuch(c, 'price', unknown.price, 'line_items[0][price]');
    if (order.customer && !stripe.customers.has(order.customer)) {
      return noSuch(c, 'customer', order.customer, 'customer');
    }
    const trialDays = order.subscription_data?.trial_period_days ?? 0;
    const quantity = order.line_items.reduce((sum, item) => sum + Number(item.quantity ?? 1), 0);
    const session = newSession({
      created: seconds(settings.now()),
      publicUrl: settings.publicUrl,
      amount: trialDays > 0 ? 0 : price.unitAmount * quantity,
      currency: price.currency,
      clientReferenceId: order.client_reference_id ?? null,
      customer: order.customer ?? null,
      customerEmail: order.customer_email ?? null,
      metadata: order.metadata,
      successUrl: order.success_url ?? null,
      cancelUrl: order.cancel_url ?? null,
    });
    keepSubscriptionData(session, { metadata: order.subscription_data?.metadata ?? {}, trialDays });
    stripe.sessions.set(session.id, session);
    world.feed.emit({ type: 'stripe', id: session.id });
    return c.json(session);
  });

  app.get('/checkout/sessions/:id', (c) => {
    const session = sessionAt(world, c.req.param('id'));
    return session ? c.json(session) : noSuch(c, 'checkout.session', c.req.param('id'));
  });

  app.get('/checkout/sessions/:id/line_items', (c) => {
    const session = sessionAt(world, c.req.param('id'));
    if (!session) return noSuch(c, 'checkout.session', c.req.param('id'));
    const line = {
      id: `li_${session.id.slice(-14)}`,
      object: 'item',
      amount_total: session.amount_total,
      currency: session.currency,
      description: settings.stripe.price.productName,
      price: priceObject(settings.stripe.price),
      quantity: 1,
    };
    return c.json(inner(`/v1/checkout/sessions/${session.id}/line_items`, [line]));
  });

  app.post('/checkout/sessions/:id/expire', (c) => {
    const session = sessionAt(world, c.req.param('id'));
    if (!session) return noSuch(c, 'checkout.session', c.req.param('id'));
    if (session.status !== 'open') {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`;
      return stripeError(c, { status: 400, type: 'invalid_request_error', message });
    }
    expireSession(world, session);
    return c.json(session);
  });

  app.post('/billing_portal/sessions', async (c) => {
    const form = portalForm.safeParse(readForm(await c.req.text()));
    if (!form.success) return stripeError(c, faultOf(form.error));
    const { customer, return_url } = form.data;
    if (!stripe.customers.has(customer)) return noSuch(c, 'customer', customer, 'customer');
    const session = newPortalSession({
      created: seconds(settings.now()),
      customer,
      returnUrl: return_url ?? null,
      publicUrl: settings.publicUrl,
    });
    stripe.portalSessions.set(session.id, session);
    return c.json(session);
  });

  return app;
}

function faultOf(error: z.ZodError) {
  const issue = error.issues[0];
  const [first = '', ...rest] = (issue?.path ?? []).map(String);
  const param = first + rest.map((part) => `[${part}]`).join('');
  const isMissing = issue?.code === 'invalid_type' && issue.message.includes('undefined');
  return {
    status: 400 as const,
    type: 'invalid_request_error' as const,
    code: isMissing ? 'parameter_missing' : 'parameter_invalid',
    param,
    message: isMissing ? `Missing required param: ${param}.` : `Invalid ${param}: ${issue?.message ?? ''}`,
  };
}
