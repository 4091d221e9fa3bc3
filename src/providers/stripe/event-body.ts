/** Reads the body of an event: which of Stripe's objects it carries and where each keeps its ids (API 2026-10-28). */
import { z } from 'zod';
import type { PaymentEvent, PaymentSubject } from '../../billing/payment-event.ts';
import { storable } from '../../values/sanitize.ts';

/** Words from outside that end up in rows. */
const word = z.string().min(1).max(500).transform(storable);

/** An id, or the object itself where Stripe expanded it. Anything else counts as not said. */
const id = z
  .union([word, z.object({ id: word }).transform((object) => object.id)])
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);
const metadata = z
  .object({ org_id: word })
  .transform((own) => own.org_id)
  .nullable()
  .catch(null);

const checkoutSession = z
  .object({ client_reference_id: id, metadata, customer: id, subscription: id })
  .transform(
    (session): PaymentSubject => ({
      clientReferenceId: session.client_reference_id,
      metadataOrgId: session.metadata,
      customerId: session.customer,
      subscriptionId: session.subscription,
    }),
  );

const subscription = z.object({ id, customer: id, metadata }).transform(
  (own): PaymentSubject => ({
    clientReferenceId: null,
    metadataOrgId: own.metadata,
    customerId: own.customer,
    subscriptionId: own.id,
  }),
);

const invoiceParent = z
  .object({ subscription_details: z.object({ subscription: id, metadata }) })
  .transform((parent) => parent.subscription_details)
  .nullable()
  .catch(null);

/** An invoice names its subscription under `parent.subscription_details`; one that is not about any has none. */
const invoice = z.object({ customer: id, parent: invoiceParent }).transform(
  ({ customer, parent }): PaymentSubject => ({
    clientReferenceId: null,
    metadataOrgId: parent?.metadata ?? null,
    customerId: customer,
    subscriptionId: parent?.subscription ?? null,
  }),
);

/** The events that may change whether somebody has paid. All others are acknowledged and logged. */
const SUBJECTS: Readonly<Record<string, z.ZodType<PaymentSubject>>> = {
  'checkout.session.completed': checkoutSession,
  'checkout.session.async_payment_succeeded': checkoutSession,
  'checkout.session.async_payment_failed': checkoutSession,
  'invoice.paid': invoice,
  'invoice.payment_failed': invoice,
  'customer.subscription.created': subscription,
  'customer.subscription.updated': subscription,
  'customer.subscription.deleted': subscription,
  'customer.subscription.paused': subscription,
  'customer.subscription.resumed': subscription,
};

const envelope = z.object({
  id: word,
  type: word,
  data: z.object({ object: z.unknown() }),
});

/** `null` when it is no event, or an event whose object cannot be read. */
export function readEvent(parsed: unknown): PaymentEvent | null {
  const event = envelope.safeParse(parsed);
  if (!event.success) return null;
  const { id: eventId, type, data } = event.data;
  const schema = Object.hasOwn(SUBJECTS, type) ? SUBJECTS[type] : undefined;
  if (!schema) return { id: eventId, type, subject: null };
  const subject = schema.safeParse(data.object);
  return subject.success ? { id: eventId, type, subject: subject.data } : null;
}
