/** A subscription with its one item; the period lives on the item. */
import type Stripe from 'stripe';
import { newStripeId } from '../../ids.ts';
import type { StripePriceOptions } from '../../options.ts';
import { inner, type List } from './list.ts';
import { priceObject } from './price.ts';
import { aMonthLater } from './time.ts';

type Full = Stripe.Subscription;

export interface Subscription
  extends Pick<Full, 'id' | 'created' | 'status' | 'metadata' | 'cancel_at_period_end'>,
    Pick<Full, 'cancel_at' | 'canceled_at' | 'ended_at' | 'cancellation_details'> {
  readonly object: 'subscription';
  readonly customer: string;
  readonly currency: string;
  latest_invoice: string | null;
  readonly items: List<SubscriptionItem>;
}

export type SubscriptionItem = ReturnType<typeof newItem>;

export interface SubscriptionOrder {
  readonly created: number;
  readonly customer: string;
  readonly metadata: Record<string, string>;
  readonly price: StripePriceOptions;
  /** The first period is so long and free; 0: a month that is paid. */
  readonly trialDays: number;
}

export function newSubscription(order: SubscriptionOrder): Subscription {
  const id = newStripeId('sub');
  const trialEnd = trialEndOf(order);
  const subscription = {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: order.created,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: order.created,
    currency: order.price.currency,
    customer: order.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    items: inner(`/v1/subscription_items?subscription=${id}`, [newItem(id, order)]),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: order.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: order.created,
    status: trialEnd === null ? 'active' : 'trialing',
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: trialEnd === null ? null : order.created,
  } satisfies Subscription & Partial<Omit<Full, 'items'>>;
  return subscription;
}

const DAY_S = 24 * 60 * 60;

function trialEndOf({ created, trialDays }: SubscriptionOrder): number | null {
  return trialDays > 0 ? created + trialDays * DAY_S : null;
}

function newItem(subscription: string, order: SubscriptionOrder) {
  return {
    id: newStripeId('si', 14),
    object: 'subscription_item' as const,
    billing_thresholds: null,
    created: order.created,
    current_period_end: trialEndOf(order) ?? aMonthLater(order.created),
    current_period_start: order.created,
    discounts: [],
    metadata: {},
    price: priceObject(order.price),
    quantity: 1,
    subscription,
    tax_rates: [],
  } satisfies Partial<Omit<Stripe.SubscriptionItem, 'price'>> & { price: unknown };
}
