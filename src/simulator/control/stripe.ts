/** Stripe's acts over HTTP: pay, fail, cancel, send an event again. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { StripeControl } from '../stripe/control.ts';
import { bodyOf } from './phones.ts';

const payer = z.object({ email: z.string().default('owner@example.com'), name: z.string().default('Owner') });
const webhook = z.object({ url: z.string().nullable() });
const cancelling = z.object({ atPeriodEnd: z.boolean().default(false) });
const event = z.object({ type: z.string(), object: z.unknown() });

export function stripeControlRoutes(stripe: StripeControl): Hono {
  const app = new Hono();
  app.get('/sessions', (c) => c.json(stripe.sessions()));
  app.get('/customers', (c) => c.json(stripe.customers()));
  app.get('/subscriptions', (c) => c.json(stripe.subscriptions()));
  app.get('/invoices', (c) => c.json(stripe.invoices()));
  app.get('/events', (c) => c.json(stripe.events()));

  app.put('/webhook-url', async (c) => {
    stripe.setWebhookUrl(webhook.parse(await bodyOf(c.req.raw)).url);
    return c.json({});
  });
  app.post('/sessions/:id/pay', async (c) => {
    return c.json(stripe.pay(c.req.param('id'), payer.parse(await bodyOf(c.req.raw))));
  });
  app.post('/sessions/:id/expire', (c) => {
    stripe.expire(c.req.param('id'));
    return c.json({});
  });
  app.post('/subscriptions/:id/cancel', async (c) => {
    stripe.cancel(c.req.param('id'), cancelling.parse(await bodyOf(c.req.raw)));
    return c.json({});
  });
  app.post('/subscriptions/:id/:act{fail-payment|pay-invoice|resume|end-period}', (c) => {
    const id = c.req.param('id');
    const acts: Record<string, () => void> = {
      'fail-payment': () => stripe.failPayment(id),
      'pay-invoice': () => stripe.payInvoice(id),
      resume: () => stripe.resume(id),
      'end-period': () => stripe.endPeriod(id),
    };
    acts[c.req.param('act')]?.();
    return c.json({});
  });
  app.post('/events', async (c) => c.json(stripe.sendEvent(event.parse(await bodyOf(c.req.raw)))));
  app.post('/events/:id/resend', (c) => c.json(stripe.sendEvent({ eventId: c.req.param('id') })));
  return app;
}
