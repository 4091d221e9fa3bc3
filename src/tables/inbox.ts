/** Everything that ever arrived at a door, once. Owned by the room `inbox`. */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { tenantPolicies } from './roles.ts';

export const inboundEvents = pgTable(
  'inbound_events',
  {
    /** UUIDv7: rows sort by arrival. */
    id: uuid('id').primaryKey(),
    provider: text('provider').notNull(),
    /** What makes a delivery the same delivery: MessageSid, CallSid + status, evt_…, a timer's token. */
    providerEventId: text('provider_event_id').notNull(),
    kind: text('kind').notNull(),
    orgId: text('org_id'),
    /** Events of one lane are handled in the order of their arrival: "our number>their number". */
    lane: text('lane').notNull(),
    /** What happened, parsed; secrets never get here. */
    payload: jsonb('payload').notNull(),
    /** What the door answered; a duplicate is answered alike, byte for byte. */
    answer: text('answer').notNull(),
    status: text('status').notNull(),
    /** Why it was handled as it was: `stepped`, `ignored`, `unknown_number`, `opted_out` … */
    outcome: text('outcome'),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    retryAt: timestamp('retry_at', { withTimezone: true }),
    receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
    handledAt: timestamp('handled_at', { withTimezone: true }),
  },
  (table) => [
    unique('inbound_events_once').on(table.provider, table.providerEventId),
    check('inbound_events_status', sql`status IN ('handled', 'pending', 'dead')`),
    index('inbound_events_pending').on(table.lane, table.id).where(sql`status = 'pending'`),
    /** What is told of calls has what was said on them, until it is emptied. */
    index('inbound_events_words')
      .on(table.id)
      .where(sql`payload #>> '{occurrence,machine}' = 'call-outcome'`),
    index('inbound_events_dead').on(table.id).where(sql`status = 'dead'`),
    ...tenantPolicies('inbound_events'),
  ],
);
