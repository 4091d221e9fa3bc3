/** A customer: made when a checkout is paid. */
import type Stripe from 'stripe';
import { newStripeId } from '../../ids.ts';

export type Customer = ReturnType<typeof newCustomer>;

export function newCustomer(order: {
  created: number;
  email: string | null;
  name: string | null;
  currency: string;
}) {
  const noPhone: string | null = null;
  return {
    id: newStripeId('cus', 14),
    object: 'customer' as const,
    address: null,
    balance: 0,
    created: order.created,
    currency: order.currency,
    default_source: null,
    delinquent: false,
    description: null,
    email: order.email,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: order.name,
    phone: noPhone,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none' as const,
    test_clock: null,
  } satisfies Partial<Stripe.Customer>;
}
