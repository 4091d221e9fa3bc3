/** An event: a copy of an object at the moment at which something happened to it. */
import { newStripeId } from '../../ids.ts';

/** What the pretend Stripe is true to. */
export const apiVersion = '2026-10-28.endive';

/** `data` is Stripe's own field name. */
export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly api_version: string;
  readonly created: number;
  readonly data: {
    readonly object: unknown;
    readonly previous_attributes?: Readonly<Record<string, unknown>>;
  };
  readonly livemode: false;
  pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: string;
}

export function newEvent(order: {
  created: number;
  type: string;
  object: unknown;
  previous?: Readonly<Record<string, unknown>>;
}): StripeEvent {
  return {
    id: newStripeId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: order.created,
    data: {
      object: structuredClone(order.object),
      ...(order.previous ? { previous_attributes: order.previous } : {}),
    },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: order.type,
  };
}
