/** Records an event and sends it until it is accepted: in order at first, each on its own when it must be repeated. */
import type { WebhookRecord } from '../journal.ts';
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
  sendEvent(world, event);
  return event;
}

/** Also sends an old event again, under its old id. */
export function sendEvent(world: World, event: StripeEvent): void {
  const first = world.stripe.lastDelivery.then(() => deliverOnce(world, event));
  world.stripe.lastDelivery = first.then(
    () => undefined,
    () => undefined,
  );
  world.background.run('send a Stripe event', async () => {
    if (!isDone(event, await first)) await repeat(world, event);
  });
}

async function repeat(world: World, event: StripeEvent): Promise<void> {
  for (const delayMs of world.settings.stripe.retryDelaysMs) {
    await world.background.sleep(delayMs);
    if (isDone(event, await deliverOnce(world, event))) return;
  }
  world.settings.log('simulator: a Stripe event was never accepted', { id: event.id, type: event.type });
}

function isDone(event: StripeEvent, record: WebhookRecord | null): boolean {
  const done = record === null || wasAccepted(record);
  if (done) event.pending_webhooks = 0;
  return done;
}

async function deliverOnce(world: World, event: StripeEvent): Promise<WebhookRecord | null> {
  const { webhookSecret, webhookUrl } = world.settings.stripe;
  if (!webhookUrl) return null;
  // Stripe sends its JSON indented; the signature covers these very bytes.
  const body = JSON.stringify(event, null, 2);
  const at = seconds(world.settings.now());
  return world.deliver({
    kind: 'stripe',
    method: 'POST',
    url: webhookUrl,
    fields: { type: event.type, id: event.id },
    body,
    retry: once,
    headers: {
      accept: '*/*; q=0.5, application/xml',
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': stripeSignature({ secret: webhookSecret, body, at }),
    },
  });
}
