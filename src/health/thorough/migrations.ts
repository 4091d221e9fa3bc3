/** Migrations that this version has and the database has not. */
import { pendingMigrations, type Queries } from '../../platform/database/index.ts';
import type { Finding } from '../check.ts';

export async function findPendingMigrations(sql: Queries): Promise<Finding | null> {
  const pending = await pendingMigrations(sql);
  if (pending.length === 0) return null;
  return {
    severity: 'error',
    what: 'The database lacks migrations of this version.',
    remedy: 'npm run db:migrate',
    count: pending.length,
    examples: pending,
  };
}
