/** The routes of the hosted pages, under `/stripe`. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { World } from '../../world.ts';
import type { StripeControl } from '../control.ts';
import { sessionAt } from '../sessions.ts';
import { Checkout } from './checkout.tsx';
import { Portal } from './portal.tsx';

const payForm = z.object({
  outcome: z.enum(['paid', 'declined']).default('paid'),
  email: z.email(),
  name: z.string().default(''),
});
const actForm = z.object({
  act: z.enum(['pay-invoice', 'fail-payment', 'cancel-at-period-end', 'resume', 'cancel', 'end-period']),
});

export function stripePages(world: World, stripe: StripeControl): Hono {
  const { price } = world.settings.stripe;
  const app = new Hono();

  app.get('/checkout/:id', (c) => {
    const session = sessionAt(world, c.req.param('id'));
    return session ? c.html(<Checkout session={session} price={price} />) : c.notFound();
  });

  app.post('/checkout/:id', async (c) => {
    const session = sessionAt(world, c.req.param('id'));
    if (!session) return c.notFound();
    const form = payForm.parse(await c.req.parseBody());
    if (session.status !== 'open') return c.html(<Checkout session={session} price={price} />, 409);
    if (form.outcome === 'declined') {
      const trouble = 'Your card was declined. Try another card.';
      return c.html(<Checkout session={session} price={price} trouble={trouble} />, 402);
    }
    stripe.pay(session.id, { email: form.email, name: form.name });
    const next = session.success_url?.replace('{CHECKOUT_SESSION_ID}', session.id);
    return next ? c.redirect(next, 303) : c.html(<Checkout session={session} price={price} />);
  });

  app.get('/portal/:id', (c) => {
    const session = world.stripe.portalSessions.get(c.req.param('id'));
    if (!session) return c.notFound();
    const subscriptions = stripe.subscriptions().filter((one) => one.customer === session.customer);
    return c.html(<Portal session={session} price={price} subscriptions={subscriptions} />);
  });

  app.post('/portal/:id/:subscription', async (c) => {
    const { id, subscription } = c.req.param();
    const session = world.stripe.portalSessions.get(id);
    const known = world.stripe.subscriptions.get(subscription);
    if (!session || known?.customer !== session.customer) return c.notFound();
    const acts = {
      'pay-invoice': () => stripe.payInvoice(subscription),
      'fail-payment': () => stripe.failPayment(subscription),
      'cancel-at-period-end': () => stripe.cancel(subscription, { atPeriodEnd: true }),
      resume: () => stripe.resume(subscription),
      cancel: () => stripe.cancel(subscription),
      'end-period': () => stripe.endPeriod(subscription),
    };
    acts[actForm.parse(await c.req.parseBody()).act]();
    return c.redirect(`/stripe/portal/${id}`, 303);
  });

  return app;
}
