/** A Checkout Session: the offer behind one payment link. */
import type Stripe from 'stripe';
import { newStripeId } from '../../ids.ts';

type Full = Stripe.Checkout.Session;

/** The fields that change or depend on the order; the compiler checks all of them against Stripe's own type. */
export interface Session
  extends Pick<Full, 'id' | 'created' | 'expires_at' | 'status' | 'payment_status' | 'url'>,
    Pick<
      Full,
      | 'client_reference_id'
      | 'customer_email'
      | 'success_url'
      | 'cancel_url'
      | 'metadata'
      | 'customer_details'
    > {
  readonly object: 'checkout.session';
  customer: string | null;
  subscription: string | null;
  invoice: string | null;
  amount_total: number;
  currency: string;
}

export interface SessionOrder {
  readonly created: number;
  readonly publicUrl: string;
  readonly amount: number;
  readonly currency: string;
  readonly clientReferenceId: string | null;
  readonly customer: string | null;
  readonly customerEmail: string | null;
  readonly metadata: Record<string, string>;
  readonly successUrl: string | null;
  readonly cancelUrl: string | null;
}

/** A session that nobody paid ends by itself after a day. */
const lifetimeSeconds = 24 * 60 * 60;

export function newSession(order: SessionOrder): Session {
  const id = newStripeId('cs_test', 40);
  const session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    amount_subtotal: order.amount,
    amount_total: order.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: order.cancelUrl,
    client_reference_id: order.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: order.created,
    currency: order.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: order.customer,
    customer_account: null,
    customer_creation: order.customer ? null : 'always',
    customer_details: null,
    customer_email: order.customerEmail,
    discounts: [],
    expires_at: order.created + lifetimeSeconds,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    metadata: order.metadata,
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'always',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: order.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    url: `${order.publicUrl}/stripe/checkout/${id}`,
    wallet_options: null,
  } satisfies Session & Partial<Full>;
  return session;
}
