/** Who may be contacted: the append-only ledger and the present state derived from it. Owned by the room `consent`. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
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

/**
 * Who asked an organization not to be called: a mirror of `consents` (channel `call`) that operators may write, seen as
 * runbook."DoNotCall". It is a table because ON CONFLICT ("businessId", "phoneE164") wants a unique index of just those
 * two. Triggers keep the two in step, whichever is written, and the ledger with them.
 */
export const doNotCall = pgTable(
  'do_not_call',
  {
    id: text('id').primaryKey().default(sql`gen_random_uuid()::text`),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    phone: text('phone').notNull(),
    /** Who or what said so, in the writer's own words (`MANUAL_TEST`, `TOOL`). */
    source: text('source').notNull().default('OPERATOR'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique('do_not_call_org_phone').on(table.orgId, table.phone),
    check('do_not_call_phone', sql`phone ~ '^\\+[1-9][0-9]{6,14}$'`),
    ...tenantPolicies('do_not_call'),
  ],
);
