/** Did Stripe send this, and just now? The check of `Stripe-Signature`, made tighter than the official one. */
import Stripe from 'stripe';
import type { CheckedEvent } from '../../billing/payment-event.ts';
import { readEvent } from './event-body.ts';

/** 300 s, Stripe's own tolerance; it applies it to the past only, we apply it to the future as well. */
const TOLERANCE_S = 300;

export interface VerifyWith {
  /** The endpoint's signing secret. During a rotation Stripe signs with both, and either is accepted. */
  readonly secret: string;
  readonly now: Date;
}

/**
 * Checks the raw body against the header and reads it into a narrow event. Never throws on what came from outside;
 * a blank secret refuses everything. Every refusal is a 400 for the sender.
 */
export function verifyStripeEvent(
  rawBody: string,
  header: string | undefined,
  { secret, now }: VerifyWith,
): CheckedEvent {
  if (!header) return { kind: 'refused', reason: 'no_signature' };
  const nowS = Math.floor(now.getTime() / 1000);
  const times = timestampsIn(header);
  if (times.some((time) => time > nowS + TOLERANCE_S)) return { kind: 'refused', reason: 'future' };
  if (times.some((time) => time < nowS - TOLERANCE_S)) return { kind: 'refused', reason: 'stale' };
  try {
    const event: unknown = Stripe.webhooks.constructEvent(
      rawBody,
      header,
      secret,
      TOLERANCE_S,
      undefined,
      now.getTime(),
    );
    const read = readEvent(event);
    return read ? { kind: 'genuine', event: read } : { kind: 'refused', reason: 'unreadable' };
  } catch (error) {
    const isForged = error instanceof Stripe.errors.StripeSignatureVerificationError;
    // What is thrown after the signature was right is about the body: not JSON, or a kind of event that is not for us.
    return { kind: 'refused', reason: isForged ? 'bad_signature' : 'unreadable' };
  }
}

/** Every `t=` of the header, read as the official client reads them. */
function timestampsIn(header: string): number[] {
  return header
    .split(',')
    .map((item) => item.split('='))
    .filter(([name]) => name === 't')
    .map(([, value]) => Number.parseInt(value ?? '', 10));
}
