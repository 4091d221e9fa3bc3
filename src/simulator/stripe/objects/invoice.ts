/** An invoice for one month of a subscription, which it names under `parent`. */
import type Stripe from 'stripe';
import { newStripeId } from '../../ids.ts';
import { inner, type List } from './list.ts';
import type { Subscription } from './subscription.ts';

type Full = Stripe.Invoice;

export interface Invoice
  extends Pick<Full, 'id' | 'created' | 'status' | 'attempted' | 'attempt_count' | 'next_payment_attempt'>,
    Pick<Full, 'amount_due' | 'amount_paid' | 'amount_remaining' | 'billing_reason' | 'status_transitions'> {
  readonly object: 'invoice';
  readonly customer: string;
  readonly parent: Full['parent'];
  readonly lines: List<unknown>;
}

export interface InvoiceOrder {
  readonly created: number;
  readonly reason: 'subscription_create' | 'subscription_cycle';
  readonly period: { readonly start: number; readonly end: number };
  readonly publicUrl: string;
  readonly isPaid: boolean;
}

/** Stripe's Smart Retries try again after some days; the simulator only says so. */
const nextTrySeconds = 3 * 24 * 60 * 60;

export function newInvoice(subscription: Subscription, order: InvoiceOrder): Invoice {
  const id = newStripeId('in');
  // A trial begins with an invoice over nothing.
  const isFree = subscription.status === 'trialing' && order.reason === 'subscription_create';
  const amount = isFree ? 0 : (subscription.items.data[0]?.price.unit_amount ?? 0);
  const paid = order.isPaid ? amount : 0;
  const invoice = {
    id,
    object: 'invoice',
    account_country: 'GB',
    account_name: 'Simulated Stripe',
    account_tax_ids: null,
    amount_due: amount,
    amount_overpaid: 0,
    amount_paid: paid,
    amount_remaining: amount - paid,
    amount_shipping: 0,
    application: null,
    attempt_count: 1,
    attempted: true,
    auto_advance: !order.isPaid,
    automatically_finalizes_at: null,
    billing_reason: order.reason,
    collection_method: 'charge_automatically',
    created: order.created,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    default_payment_method: null,
    discounts: [],
    due_date: null,
    effective_at: order.created,
    ending_balance: 0,
    hosted_invoice_url: `${order.publicUrl}/stripe/invoices/${id}`,
    issuer: { type: 'self' },
    lines: inner(`/v1/invoices/${id}/lines`, [line(id, { subscription, order, amount })]),
    livemode: false,
    metadata: {},
    next_payment_attempt: order.isPaid ? null : order.created + nextTrySeconds,
    number: `SIM-${id.slice(-8).toUpperCase()}`,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    period_end: order.created,
    period_start: order.created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    starting_balance: 0,
    status: order.isPaid ? 'paid' : 'open',
    status_transitions: {
      finalized_at: order.created,
      marked_uncollectible_at: null,
      paid_at: order.isPaid ? order.created : null,
      voided_at: null,
    },
    subtotal: amount,
    total: amount,
    total_taxes: [],
    webhooks_delivered_at: null,
  } satisfies Invoice & Partial<Omit<Full, 'lines'>>;
  return invoice;
}

function line(invoice: string, about: { subscription: Subscription; order: InvoiceOrder; amount: number }) {
  const item = about.subscription.items.data[0];
  return {
    id: newStripeId('il'),
    object: 'line_item',
    amount: about.amount,
    currency: about.subscription.currency,
    description: '1 × monthly subscription',
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: null,
        subscription: about.subscription.id,
        subscription_item: item?.id ?? '',
      },
      type: 'subscription_item_details',
    },
    period: about.order.period,
    pricing: {
      price_details: { price: item?.price.id ?? '', product: item?.price.product ?? '' },
      type: 'price_details',
    },
    quantity: 1,
    subtotal: about.amount,
    taxes: [],
  } satisfies Partial<Omit<Stripe.InvoiceLineItem, 'pricing'>> & { pricing: unknown };
}
