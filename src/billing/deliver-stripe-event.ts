/** Turns a genuine event of Stripe into a delivery for the payment gate of the organization that it is about. */
import type { Advance, Delivery } from '../inbox/delivery.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queries } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import { findOrganizationOfEvent, type PayingOrganization } from './find-organization.ts';
import type { PaymentEvent } from './payment-event.ts';

/** What Stripe is answered, whatever became of the event; a duplicate gets the same bytes. */
export const STRIPE_RECEIVED = '{"received":true}';

export interface StripeDelivery {
  readonly sql: Queries;
  readonly advance: Advance;
  readonly log: Log;
  readonly clock: Clock;
  /** Our number in the owner's thread, where the payment gate lives. */
  readonly onboardingNumber: string;
}

/**
 * Resolves with the answer for Stripe once the event is stored. An event that no subscription depends on is only
 * logged; one about nobody we know is stored without an organization. Rejects when the organization cannot be looked
 * up (the database is away): Stripe comes again, for three days, and must not be told that all is well.
 */
export async function deliverStripeEvent(door: StripeDelivery, event: PaymentEvent): Promise<string> {
  const seen = { eventId: event.id, eventType: event.type };
  if (!event.subject) {
    door.log.info(seen, 'stripe.webhook not about a subscription');
    return STRIPE_RECEIVED;
  }
  const organization = await findOrganizationOfEvent(door.sql, event.subject);
  if (!organization) door.log.warn(seen, 'stripe.webhook about nobody we know');
  const handled = await door.advance({
    provider: 'stripe',
    providerEventId: event.id,
    ...threadOf(organization, door.onboardingNumber),
    occurrence: occurrenceOf(event.type, event.subject),
    receivedAt: door.clock.now(),
    answer: () => STRIPE_RECEIVED,
  });
  door.log.info(
    { ...seen, orgId: organization?.orgId ?? null, outcome: handled.outcome },
    'stripe.webhook handled',
  );
  return handled.answer;
}

type Thread = Pick<Delivery, 'orgId' | 'ourNumber' | 'theirNumber' | 'isTextable'>;

/** Events about nobody share the lane `stripe>unknown`. */
function threadOf(organization: PayingOrganization | null, onboardingNumber: string): Thread {
  if (!organization) return { ourNumber: 'stripe', theirNumber: 'unknown', isTextable: false };
  const { orgId, ownerPhone } = organization;
  return { orgId, ourNumber: onboardingNumber, theirNumber: ownerPhone, isTextable: true };
}

function occurrenceOf(
  eventType: string,
  { subscriptionId, customerId }: NonNullable<PaymentEvent['subject']>,
): Delivery['occurrence'] {
  return {
    kind: 'machine',
    machine: 'payment-gate',
    event: { type: 'STRIPE_EVENT_RECEIVED', eventType, subscriptionId, customerId },
  };
}
