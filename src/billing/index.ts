/** Billing: who pays, whether they have, and the links that let them. */
export { deliverStripeEvent, STRIPE_RECEIVED, type StripeDelivery } from './deliver-stripe-event.ts';
export { isProviderFailure, isRetryable, type ProviderFailure } from './failure.ts';
export { findOrganizationOfEvent, type PayingOrganization } from './find-organization.ts';
export { type Billing, type CheckoutOutcome, openCheckout } from './open-checkout.ts';
export { openPortal, type PortalOutcome } from './open-portal.ts';
export type { CheckedEvent, PaymentEvent, PaymentSubject } from './payment-event.ts';
export type {
  CheckoutState,
  CheckoutToOpen,
  FetchedSubscription,
  OpenCheckout,
  PaymentProvider,
} from './port.ts';
export { type PaymentStanding, recordPayment } from './record-payment.ts';
export { type RefetchOutcome, refetchSubscription } from './refetch-subscription.ts';
