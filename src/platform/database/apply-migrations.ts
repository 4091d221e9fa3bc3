/**
 * Applies the generated migrations, with drizzle's own reader and its own bookkeeping table. Only its runner is not
 * used: importing it loads the whole query builder, 200 MB in a process that never builds a query.
 */
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Sql } from './connect.ts';

/** All that are newer than the last one applied, in one transaction. Resolves to how many there were. */
export async function applyMigrations(sql: Sql, migrationsFolder: string): Promise<number> {
  await sql`CREATE SCHEMA IF NOT EXISTS drizzle`;
  await sql`
    CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`;
  const [last] = await sql<{ created_at: string }[]>`
    SELECT created_at FROM drizzle.__drizzle_migrations ORDER BY created_at DESC LIMIT 1`;
  const pending = readMigrationFiles({ migrationsFolder }).filter(
    ({ folderMillis }) => !last || Number(last.created_at) < folderMillis,
  );
  await sql.begin(async (tx) => {
    for (const migration of pending) {
      for (const statement of migration.sql) await tx.unsafe(statement);
      await tx`
        INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${migration.hash}, ${migration.folderMillis})`;
    }
  });
  return pending.length;
}
