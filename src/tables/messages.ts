/** Every text, in and out, with its whole fate; and what was said on the wire about it. Owned by the room `messages`. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { tenantPolicies } from './roles.ts';

/**
 * PARTITION BY RANGE (id): a UUIDv7 begins with its time, so a partition is a month (docs/SCALING.md), and what is looked
 * up by its id is looked for in one. drizzle cannot say so: a change wants `npm run db:generate`, `db:push` leaves it out.
 */
export const messages = pgTable(
  'messages',
  {
    /** Outbound: the id of its promise. Inbound: the id of its inbound event. */
    id: uuid('id').primaryKey(),
    orgId: text('org_id'),
    conversationId: uuid('conversation_id'),
    direction: text('direction').notNull(),
    ourNumber: text('our_number').notNull(),
    theirNumber: text('their_number').notNull(),
    body: text('body').notNull(),
    mediaUrls: jsonb('media_urls').notNull().default([]),
    /** What it costs: segments as the network bills them. */
    segments: integer('segments').notNull().default(1),
    providerId: text('provider_id'),
    /**
     * Inbound `received`. Outbound `promised` or `suppressed`, then Twilio's statuses by rank; `unconfirmed`: handed
     * over, and nobody ever said how it ended.
     */
    status: text('status').notNull(),
    errorCode: text('error_code'),
    /** What the error means, in words for the owner. */
    errorMeaning: text('error_meaning'),
    /** The one later try of a text that the network could not deliver: which one it repeats. */
    retryOf: uuid('retry_of'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    /** When the carrier took it. */
    sentAt: timestamp('sent_at', { withTimezone: true }),
    endedAt: timestamp('ended_at', { withTimezone: true }),
    /** When a node last took it upon itself to ask the carrier how it ended: another one leaves it alone for a while. */
    askedAt: timestamp('asked_at', { withTimezone: true }),
  },
  (table) => [
    check('messages_direction', sql`direction IN ('inbound', 'outbound')`),
    index('messages_thread').on(table.orgId, table.theirNumber, table.createdAt),
    index('messages_provider_id').on(table.providerId).where(sql`provider_id IS NOT NULL`),
    index('messages_no_end').on(table.createdAt).where(sql`direction = 'outbound' AND ended_at IS NULL`),
    ...tenantPolicies('messages'),
  ],
);

/** Phones that no text can reach: landlines, numbers of nobody. A fact about the number, whoever texted it. */
export const untextablePhones = pgTable('untextable_phones', {
  phone: text('phone').primaryKey(),
  code: text('code').notNull(),
  at: timestamp('at', { withTimezone: true }).notNull(),
});

/** Every HTTP exchange with a provider, redacted, kept for seven days. */
export const providerExchanges = pgTable(
  'provider_exchanges',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    provider: text('provider').notNull(),
    promiseId: uuid('promise_id'),
    orgId: text('org_id'),
    method: text('method').notNull(),
    path: text('path').notNull(),
    /** Empty when there was no answer. */
    status: integer('status'),
    durationMs: integer('duration_ms').notNull(),
    request: jsonb('request'),
    response: jsonb('response'),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    index('provider_exchanges_promise').on(table.promiseId),
    index('provider_exchanges_at').on(table.at),
    ...tenantPolicies('provider_exchanges'),
  ],
);
