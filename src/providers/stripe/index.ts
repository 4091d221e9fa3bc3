/** Stripe: takes the money through its official client, and tells its genuine events from forged ones. */
export { StripeFailure } from './failure.ts';
export { createStripeProvider, type StripeOptions } from './provider.ts';
export { type VerifyWith, verifyStripeEvent } from './verify-event.ts';
