/** Subscriptions as Stripe last told us, and who has had a trial. Owned by the room `billing`. */
import { boolean, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
import { tenantPolicies } from './roles.ts';

export const subscriptions = pgTable(
  'subscriptions',
  {
    orgId: text('org_id')
      .primaryKey()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    customerId: text('customer_id'),
    subscriptionId: text('subscription_id'),
    /** Where the payment gate stands: `unpaid`, `active`, `grace`, `stopped`. */
    standing: text('standing').notNull().default('unpaid'),
    cancelAtPeriodEnd: boolean('cancel_at_period_end').notNull().default(false),
    /** The open Checkout Session behind /pay/:token, re-used until it expires. */
    checkoutSessionId: text('checkout_session_id'),
    checkoutUrl: text('checkout_url'),
    checkoutExpiresAt: timestamp('checkout_expires_at', { withTimezone: true }),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('subscriptions_customer').on(table.customerId),
    index('subscriptions_subscription').on(table.subscriptionId),
    ...tenantPolicies('subscriptions'),
  ],
);

/**
 * One trial per owner's phone, for good: no foreign key, because it outlives a deleted organization. A row is a trial that
 * was offered; it counts as had from `started_at` on.
 */
export const trials = pgTable(
  'trials',
  {
    /** Of the owner, E.164. */
    phone: text('phone').primaryKey(),
    /** Whose checkout offers it. */
    orgId: text('org_id').notNull(),
    /** No checkout that offers it is open any longer: until then it is nobody else's. */
    reservedUntil: timestamp('reserved_until', { withTimezone: true }).notNull(),
    startedAt: timestamp('started_at', { withTimezone: true }),
  },
  (table) => [index('trials_org').on(table.orgId), ...tenantPolicies('trials')],
);
