/** Alerts on their way to the operators' webhook: how often each may be told. Owned by the room `outbox`. */
import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const alerts = pgTable('alerts', {
  /** Such as `pool_low`: one row a name, however often it rings. */
  name: text('name').primaryKey(),
  /** The promise that will tell about it; once that is kept, the next ring makes another. */
  promiseId: uuid('promise_id').notNull(),
  /** How often it rang since that promise was made. */
  heldBack: integer('held_back').notNull().default(0),
  /** Told lately: not again before this moment. */
  quietUntil: timestamp('quiet_until', { withTimezone: true }).notNull(),
});
