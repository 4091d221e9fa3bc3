/** What is remembered about one organization's subscription, and how a stored or hand-written row is completed. */
import { z } from 'zod';
import type { Facts } from '../step/index.ts';

const remembered = z.object({
  /** The subscription that counts. */
  subscriptionId: z.string().nullable().default(null),
  customerId: z.string().nullable().default(null),
  /** The subscription that counted before and was still paid for: two at once need a person. */
  replacedSubscriptionId: z.string().nullable().default(null),
  /** A subscription that ended for good: Stripe never revives one, so what is said of it later is old. */
  endedSubscriptionId: z.string().nullable().default(null),
});

export type PaymentGateContext = z.infer<typeof remembered> & { facts: Facts };

export const parseContext = (raw: Record<string, unknown>): Record<string, unknown> => remembered.parse(raw);
