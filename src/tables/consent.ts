/** Who may be contacted: the append-only ledger and the present state derived from it. Owned by the room `consent`. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { tenantPolicies } from './roles.ts';

export const consentLedger = pgTable(
  'consent_ledger',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Empty where a stranger opted out of a number before any organization knew them. */
    orgId: text('org_id'),
    /** What the consent is about: `org:<id>`, or `number:<E.164>` for a stranger. */
    scope: text('scope').notNull(),
    phone: text('phone').notNull(),
    channel: text('channel').notNull(),
    action: text('action').notNull(),
    /** The exact words. */
    words: text('words'),
    source: text('source').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull(),
  },
  (table) => [
    check('consent_ledger_channel', sql`channel IN ('sms', 'call')`),
    check('consent_ledger_action', sql`action IN ('opt_out', 'opt_in')`),
    check(
      'consent_ledger_source',
      sql`source IN ('text', 'call', 'tool', 'operator', 'import', 'provider_error')`,
    ),
    index('consent_ledger_phone').on(table.phone, table.scope),
    ...tenantPolicies('consent_ledger'),
  ],
);

/** The present state: one row per scope, phone and channel that ever said anything. */
export const consents = pgTable(
  'consents',
  {
    scope: text('scope').notNull(),
    phone: text('phone').notNull(),
    channel: text('channel').notNull(),
    orgId: text('org_id'),
    isOptedOut: boolean('is_opted_out').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.phone, table.scope, table.channel] }),
    ...tenantPolicies('consents'),
  ],
);
