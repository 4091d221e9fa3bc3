/** Who may use the API for an organization, and what was answered to whom. Owned by the room `identity`. */
import { index, integer, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
import { tenantPolicies } from './roles.ts';

/** Keys with which an organization's own programs may use the API. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    /** What the organization calls it. */
    name: text('name').notNull(),
    /** The first characters, by which people tell keys apart and we find them. Not a secret. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key, hex. The key itself is shown once and stored nowhere. */
    keyHash: text('key_hash').notNull().unique(),
    scopes: text('scopes').array().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    revokedAt: timestamp('revoked_at', { withTimezone: true }),
    /** The rate limit's present minute: since when, and how many requests it has seen. */
    windowStartsAt: timestamp('window_starts_at', { withTimezone: true }),
    windowUsed: integer('window_used').notNull().default(0),
  },
  (table) => [
    index('api_keys_org').on(table.orgId),
    unique('api_keys_prefix').on(table.prefix),
    ...tenantPolicies('api_keys'),
  ],
);

/** A request with an Idempotency-Key: the same key gets the same answer, and what it asked for is done once. */
export const apiRequests = pgTable(
  'api_requests',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    idempotencyKey: text('idempotency_key').notNull(),
    /** SHA-256 of method, path and body: the key of another request is a mistake. */
    fingerprint: text('fingerprint').notNull(),
    /** The id that what is made gets, so that a second try after a crash makes nothing new. */
    subjectId: uuid('subject_id').notNull(),
    /** Until when somebody works on it: a process that died leaves it behind. */
    claimedUntil: timestamp('claimed_until', { withTimezone: true }).notNull(),
    /** Empty until it is answered. */
    status: integer('status'),
    body: text('body'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.idempotencyKey] }),
    index('api_requests_created').on(table.createdAt),
    ...tenantPolicies('api_requests'),
  ],
);
