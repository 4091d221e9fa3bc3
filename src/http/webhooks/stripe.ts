/** The door for Stripe: the raw body is checked, then delivered; the answer is the same however often it comes. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { CheckedEvent, PaymentEvent } from '../../billing/index.ts';
import { isDatabaseAway } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log.ts';

export interface StripeDoorTools {
  /** Is this body from Stripe, and what does it say? */
  readonly check: (rawBody: string, signature: string | undefined) => CheckedEvent;
  /** Stores the event and lets it move its machine; resolves with the answer. */
  readonly deliver: (event: PaymentEvent) => Promise<string>;
  readonly log: Log;
}

/** 256 KiB: Stripe's largest events (an invoice with all its lines) stay well below. */
const MAX_BODY_BYTES = 256 * 1024;
/** What a refusal says. Nothing about the secret, and nothing that a forger does not know already. */
const REASONS = {
  no_signature: 'the Stripe-Signature header is missing',
  bad_signature: 'the signature does not match',
  stale: 'the signature is too old',
  future: 'the signature is from the future',
  unreadable: 'the body is not an event',
} as const;

/** `POST /api/stripe/webhook`. 200 once stored, 400 for what is not a fresh event of Stripe's, 503 to come again. */
export function stripeDoor({ check, deliver, log }: StripeDoorTools): Hono {
  const app = new Hono();
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => tooLarge(c, log) });
  app.post('/api/stripe/webhook', limit, async (c) => {
    const checked = check(await c.req.text(), c.req.header('stripe-signature'));
    if (checked.kind === 'refused') {
      log.warn({ reason: checked.reason }, 'stripe.webhook refused');
      return c.text(REASONS[checked.reason], 400);
    }
    try {
      return c.body(await deliver(checked.event), 200, { 'content-type': 'application/json' });
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.error({ err: error, eventId: checked.event.id }, 'stripe.webhook not stored: the database is away');
      return c.text('not now', 503, { 'retry-after': '30' });
    }
  });
  return app;
}

function tooLarge(c: Context, log: Log): Response {
  log.warn({ limitBytes: MAX_BODY_BYTES }, 'stripe.webhook too large');
  return c.text('the body is too large', 413);
}
