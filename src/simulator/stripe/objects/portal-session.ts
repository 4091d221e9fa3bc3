/** A billing portal session: the short-lived door through which a customer manages the subscription. */
import type Stripe from 'stripe';
import { newStripeId } from '../../ids.ts';

export type PortalSession = ReturnType<typeof newPortalSession>;

export function newPortalSession(order: {
  created: number;
  customer: string;
  returnUrl: string | null;
  publicUrl: string;
}) {
  const id = newStripeId('bps');
  return {
    id,
    object: 'billing_portal.session' as const,
    configuration: 'bpc_simulated',
    created: order.created,
    customer: order.customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: order.returnUrl,
    url: `${order.publicUrl}/stripe/portal/${id}`,
  } satisfies Partial<Stripe.BillingPortal.Session>;
}
