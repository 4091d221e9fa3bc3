/** Brings a database to the present schema: the queue's own and ours, under one advisory lock. */
import { join } from 'node:path';
import { makeWorkerUtils } from 'graphile-worker';
import { Pool } from 'pg';
import { packageRoot } from '../root.ts';
import { applyMigrations } from './apply-migrations.ts';
import { connect, type Sql } from './connect.ts';

/** Any constant will do; it only has to be the same in every process ("JR" + "migr"). */
const MIGRATION_LOCK = 0x4a524d69;

/** Migrates the database behind `url` as the login of that URL. Safe to call from many processes at once. */
export async function migrate(url: string): Promise<void> {
  const sql = connect({ url, max: 1, applicationName: 'jobrun-migrate' });
  try {
    await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(sql, join(packageRoot, 'drizzle'));
    await migrateQueue(sql, url);
  } finally {
    await sql.end();
  }
}

/**
 * The queue's schema belongs to the engine role, so that the service needs no other right to use it. Its installer
 * says CREATE SCHEMA IF NOT EXISTS, for which PostgreSQL wants the right to create one; it is lent for that long.
 */
async function migrateQueue(sql: Sql, url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1, options: '-c role=jobrun_engine' });
  // Without listeners an error of an idle connection would end the process; the query itself still rejects.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const [{ database } = { database: '' }] = await sql<
    { database: string }[]
  >`SELECT current_database() AS database`;
  await sql`GRANT CREATE ON DATABASE ${sql(database)} TO jobrun_engine`;
  try {
    const utils = await makeWorkerUtils({ pgPool: pool });
    await utils.migrate();
    await utils.release();
  } finally {
    await pool.end();
    await sql`REVOKE CREATE ON DATABASE ${sql(database)} FROM jobrun_engine`;
  }
}
