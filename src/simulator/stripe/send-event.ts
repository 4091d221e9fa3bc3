/** Records an event and sends it until it is accepted: in order at first, each on its own when it must be repeated. */
import { z } from 'zod';
import type { WebhookRecord } from '../journal.ts';
import type { WebhookLie } from '../lies/index.ts';
import { wasAccepted } from '../webhooks/deliver.ts';
import type { RetryRule } from '../webhooks/overrides.ts';
import type { World } from '../world.ts';
import { newEvent, type StripeEvent } from './objects/event.ts';
import { seconds } from './objects/time.ts';
import { stripeSignature } from './signature.ts';

/** Back-off is done here, so `deliver` tries once; Stripe waits about 20 s for an answer. */
const once: RetryRule = { retries: 0, reasons: new Set(), timeoutMs: 20_000 };

export function happened(
  world: World,
  type: string,
  about: { object: unknown; previous?: Readonly<Record<string, unknown>> },
): StripeEvent {
  const event = newEvent({ created: seconds(world.settings.now()), type, ...about });
  world.stripe.events.set(event.id, event);
  const object = idOf(about.object);
  world.record.append({ type: 'stripe_event', id: event.id, about: type, object, who: whoIn(world, event) });
  sendEvent(world, event);
  return event;
}

/** Also sends an old event again, under its old id. */
export function sendEvent(world: World, event: StripeEvent): void {
  const lie = world.lies.aboutEvent({ id: event.id, type: event.type, who: whoIn(world, event) });
  const first = world.stripe.lastDelivery.then(() => deliverOnce(world, event, lie));
  // What is held back lets the later ones pass.
  if (lie?.way !== 'hold') {
    world.stripe.lastDelivery = first.then(
      () => undefined,
      () => undefined,
    );
  }
  world.background.run('send a Stripe event', async () => {
    const found = await first;
    const isOver = isDone(event, found) || (await repeat(world, event));
    world.record.append({ type: 'stripe_event_over', id: event.id, isTaken: isOver && found !== null });
  });
}

/** Whether it was accepted in the end. */
async function repeat(world: World, event: StripeEvent): Promise<boolean> {
  for (const delayMs of world.settings.stripe.retryDelaysMs) {
    await world.background.sleep(delayMs);
    if (isDone(event, await deliverOnce(world, event, null))) return true;
  }
  world.settings.log('simulator: a Stripe event was never accepted', { id: event.id, type: event.type });
  return false;
}

function isDone(event: StripeEvent, record: WebhookRecord | null): boolean {
  const done = record === null || wasAccepted(record);
  if (done) event.pending_webhooks = 0;
  return done;
}

async function deliverOnce(
  world: World,
  event: StripeEvent,
  lie: WebhookLie | null,
): Promise<WebhookRecord | null> {
  const { webhookSecret, webhookUrl } = world.settings.stripe;
  if (!webhookUrl) return null;
  // Stripe sends its JSON indented; the signature covers these very bytes.
  const body = JSON.stringify(event, null, 2);
  return world.deliver({
    kind: 'stripe',
    method: 'POST',
    url: webhookUrl,
    fields: { type: event.type, id: event.id },
    body,
    retry: once,
    lie,
    // Signed when it leaves: a signature of the moment at which a late event happened would be refused.
    headers: () => ({
      accept: '*/*; q=0.5, application/xml',
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': stripeSignature({ secret: webhookSecret, body, at: seconds(world.settings.now()) }),
    }),
  });
}

const fields = z.object({
  id: z.string().optional(),
  customer: z.string().nullish(),
  email: z.string().nullish(),
  customer_email: z.string().nullish(),
});

function idOf(object: unknown): string | null {
  return fields.safeParse(object).data?.id ?? null;
}

/** The payer's e-mail address: ids are new in every run, it is not. Empty when nobody is named. */
function whoIn(world: World, event: StripeEvent): string {
  const about = fields.safeParse(event.data.object).data;
  const customer = about?.customer ? world.stripe.customers.get(about.customer) : undefined;
  return customer?.email ?? about?.email ?? about?.customer_email ?? '';
}
