/** Which migrations of this version the database does not have yet. One that is ahead of this version has none pending. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../root.ts';
import type { Queries } from './connect.ts';

const journal = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });

/** Their names, oldest first. Reads the bookkeeping of `apply-migrations.ts`; no bookkeeping: all of them. */
export async function pendingMigrations(sql: Queries): Promise<string[]> {
  const file = join(packageRoot, 'drizzle', 'meta', '_journal.json');
  const { entries } = journal.parse(JSON.parse(await readFile(file, 'utf8')));
  const [table] = await sql<{ is_there: boolean }[]>`
    SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS is_there`;
  if (!table?.is_there) return entries.map(({ tag }) => tag);
  const [last] = await sql<{ at: string | null }[]>`
    SELECT max(created_at) AS at FROM drizzle.__drizzle_migrations`;
  return entries.filter(({ when }) => when > Number(last?.at ?? 0)).map(({ tag }) => tag);
}
