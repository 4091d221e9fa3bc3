/** Promises: what a committed step said must follow. Owned by the room `outbox`. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { tenantPolicies } from './roles.ts';

export const outbox = pgTable(
  'outbox',
  {
    id: uuid('id').primaryKey(),
    /** Promises of one lane are claimed in this order. */
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    orgId: text('org_id'),
    conversationId: uuid('conversation_id'),
    machine: text('machine'),
    kind: text('kind').notNull(),
    /** Who keeps it in order: the sender number of a text, `stripe:<org>` of a refetch. */
    lane: text('lane').notNull(),
    /** The called party of a text or call, E.164; empty where there is none. Order is kept per recipient. */
    recipient: text('recipient').notNull().default(''),
    /** What to do, parsed again by the keeper. A text: `{text, body, segments}`. */
    payload: jsonb('payload').notNull(),
    /** Somebody's own text or call asked for it: goes before the others of its lane, and at any hour. */
    isAnswer: boolean('is_answer').notNull().default(true),
    status: text('status').notNull().default('due'),
    attempts: integer('attempts').notNull().default(0),
    dueAt: timestamp('due_at', { withTimezone: true }).notNull().defaultNow(),
    /** Set while a worker holds it; one that outlives its holder is `unknown` and asked about before any second try. */
    claimedUntil: timestamp('claimed_until', { withTimezone: true }),
    /** The carrier's id; what became of a text afterwards stands in `messages`. */
    providerId: text('provider_id'),
    /** The place in its trace (W3C `traceparent`) from which it was promised; empty while nobody collects traces. */
    traceParent: text('trace_parent'),
    errorCode: text('error_code'),
    lastError: text('last_error'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    keptAt: timestamp('kept_at', { withTimezone: true }),
  },
  (table) => [
    check('outbox_status', sql`status IN ('due', 'claimed', 'unknown', 'kept', 'failed', 'suppressed')`),
    index('outbox_open')
      .on(table.lane, table.recipient, table.isAnswer.desc(), table.seq)
      .where(sql`status IN ('due', 'claimed', 'unknown')`),
    ...tenantPolicies('outbox'),
  ],
);

/** Who keeps a lane's promises at the moment: one holder at a time, for as long as its lease. */
export const outboxLanes = pgTable('outbox_lanes', {
  lane: text('lane').primaryKey(),
  holder: text('holder').notNull(),
  leasedUntil: timestamp('leased_until', { withTimezone: true }).notNull(),
  /** The rate of a sender: no text leaves before this moment. */
  nextAt: timestamp('next_at', { withTimezone: true }).notNull().defaultNow(),
});
