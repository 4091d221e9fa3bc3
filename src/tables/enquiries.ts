/** What missed callers want, and how many conversations a month an organization had. Owned by the room `enquiries`. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
import { tenantPolicies } from './roles.ts';

export const enquiries = pgTable(
  'enquiries',
  {
    id: uuid('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    ourNumber: text('our_number').notNull(),
    /** The caller, E.164. */
    caller: text('caller').notNull(),
    /** The missed call that opened it; empty when the caller texted first. */
    callSid: text('call_sid'),
    /** What the owner types to answer: "1 I can come at five". Unique among the open ones of an organization. */
    handle: integer('handle').notNull(),
    status: text('status').notNull().default('open'),
    /** What the caller told: the job, where, how urgent, when, who. */
    what: text('what'),
    place: text('place'),
    urgency: text('urgency'),
    preferredTime: text('preferred_time'),
    name: text('name'),
    photos: jsonb('photos').notNull().default([]),
    /** The lead is recorded, but nobody was texted because nobody pays (ruling 1h). */
    billingRequired: boolean('billing_required').notNull().default(false),
    /** Why there was no text-back; empty when there was one. */
    refusal: text('refusal'),
    textBackAt: timestamp('text_back_at', { withTimezone: true }),
    /** When the owner last heard of a call of this caller's that no text-back followed: once a caller and window. */
    toldAt: timestamp('told_at', { withTimezone: true }),
    summarizedAt: timestamp('summarized_at', { withTimezone: true }),
    handedOverAt: timestamp('handed_over_at', { withTimezone: true }),
    closedAt: timestamp('closed_at', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check('enquiries_status', sql`status IN ('open', 'captured', 'handed_over', 'closed', 'refused')`),
    /** One text-back per call (ruling 1i). */
    uniqueIndex('enquiries_call').on(table.callSid).where(sql`call_sid IS NOT NULL`),
    /** One conversation with a caller at a time. */
    uniqueIndex('enquiries_open_caller')
      .on(table.orgId, table.ourNumber, table.caller)
      .where(sql`status IN ('open', 'captured', 'handed_over')`),
    uniqueIndex('enquiries_open_handle')
      .on(table.orgId, table.handle)
      .where(sql`status IN ('open', 'captured', 'handed_over')`),
    index('enquiries_org').on(table.orgId, table.createdAt),
    index('enquiries_caller').on(table.orgId, table.caller, table.createdAt),
    ...tenantPolicies('enquiries'),
  ],
);

/** Conversations of a month, reserved in the transaction that opens one (ruling 1h). */
export const conversationUsage = pgTable(
  'conversation_usage',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    /** `2026-11`, in the organization's time zone. */
    month: text('month').notNull(),
    used: integer('used').notNull().default(0),
    /** When the owner was told that the limit is reached; once a month. */
    toldAt: timestamp('told_at', { withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.month] }), ...tenantPolicies('conversation_usage')],
);
