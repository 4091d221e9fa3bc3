/** People an organization knows. Owned by the room `contacts`. */
import { boolean, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
import { tenantPolicies } from './roles.ts';

export const contacts = pgTable(
  'contacts',
  {
    orgId: text('org_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    phone: text('phone').notNull(),
    name: text('name'),
    /** Family, suppliers: their calls are recorded, but nobody texts them. */
    isIgnored: boolean('is_ignored').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.phone] }), ...tenantPolicies('contacts')],
);
