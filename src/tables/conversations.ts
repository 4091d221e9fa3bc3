/** Conversations, their journal and their timers. Owned by the room `conversations`. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
import { tenantPolicies } from './roles.ts';

/** One row per (organization, our number, their number, machine): a machine persisted per phone number. */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    ourNumber: text('our_number').notNull(),
    theirNumber: text('their_number').notNull(),
    machine: text('machine').notNull(),
    /** The version that wrote the row; NULL when an operator wrote it in SQL. */
    machineVersion: integer('machine_version'),
    /** XState's state value as a dotted path. */
    state: text('state').notNull(),
    context: jsonb('context').notNull(),
    /** Steps taken so far; with the id, the token of its timers. */
    step: integer('step').notNull().default(0),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique('conversations_key').on(table.orgId, table.ourNumber, table.theirNumber, table.machine),
    ...tenantPolicies('conversations'),
  ],
).enableRLS();

/**
 * The transition journal: what moved which conversation from where to where, and what followed. Append-only.
 * PARTITION BY RANGE (at), a partition a month (docs/SCALING.md). drizzle cannot say so: a change wants
 * `npm run db:generate`, `db:push` leaves it out.
 */
export const transitions = pgTable(
  'transitions',
  {
    /** Not an identity: partitioned tables have none before PostgreSQL 17. */
    id: bigint('id', { mode: 'number' })
      .notNull()
      .default(sql`nextval('by_month.transitions_id_seq'::regclass)`),
    conversationId: uuid('conversation_id').notNull(),
    orgId: text('org_id').notNull(),
    step: integer('step').notNull(),
    inboundEventId: uuid('inbound_event_id'),
    event: jsonb('event').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    effects: jsonb('effects').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.at] }),
    index('transitions_conversation').on(table.conversationId, table.step),
    ...tenantPolicies('transitions'),
  ],
);

/** A promise to wake a conversation later. A timer whose token is stale does nothing. */
export const timers = pgTable(
  'timers',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** XState's id of the delayed event. */
    name: text('name').notNull(),
    orgId: text('org_id').notNull(),
    /** The token: the step that set it. */
    step: integer('step').notNull(),
    event: jsonb('event').notNull(),
    delayMs: bigint('delay_ms', { mode: 'number' }).notNull(),
    /** Armed when the prompt of its step was actually sent: until then there is no due time. */
    afterPromise: uuid('after_promise'),
    dueAt: timestamp('due_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.name] }),
    index('timers_due').on(table.dueAt).where(sql`due_at IS NOT NULL`),
    index('timers_after_promise').on(table.afterPromise).where(sql`after_promise IS NOT NULL`),
    ...tenantPolicies('timers'),
  ],
);
