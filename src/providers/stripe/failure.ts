/** Turns the official client's errors into one that says what we were doing and whether another try is worth it. */
import Stripe from 'stripe';

export class StripeFailure extends Error {
  override readonly name = 'StripeFailure';
  /** Read by the room `billing` (ProviderFailure). */
  readonly isRetryable: boolean;
  /** Stripe's code, such as `resource_missing`, or its kind of error where it gives none. */
  readonly code: string;

  constructor(message: string, details: { isRetryable: boolean; code: string; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.isRetryable = details.isRetryable;
    this.code = details.code;
  }
}

/**
 * Worth another try: no answer, an unreadable one, 5xx, 409, 429. So are 401 and 403, because a wrong key is ours to
 * mend and no payment may be lost over it, and a key that was used for another request, because ours change by the
 * minute. Anything that is not Stripe's is a bug and is thrown on.
 */
export function stripeFailure(doing: string, error: unknown): StripeFailure {
  if (error instanceof StripeFailure) return error;
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const isFinal =
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripeCardError;
  const code = error.code ?? error.type;
  return new StripeFailure(`Stripe could not ${doing}: ${error.message} (${code})`, {
    isRetryable: !isFinal,
    code,
    cause: error,
  });
}
