/** The migrations and the table definitions say the same: in drizzle-kit's snapshot, and in a real database. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { migrate, type Sql } from '../../src/platform/database/index.ts';
import { packageRoot } from '../../src/platform/root.ts';
import { cloneDatabase } from '../support/database.ts';

const db = await cloneDatabase();
const rebuilt = await cloneDatabase();
const folder = await mkdtemp(join(tmpdir(), 'jobrun-drizzle-'));
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await Promise.all([db.drop(), rebuilt.drop()]);
});

test('drizzle-kit finds nothing to generate', async () => {
  const out = join(folder, 'next');
  await cp(join(packageRoot, 'drizzle'), out, { recursive: true });
  const before = await readdir(out);
  await generate(out);
  expect(await readdir(out)).toEqual(before);
});

test('a database made from the definitions alone has the same columns, keys, indexes and policies', async () => {
  const out = join(folder, 'anew');
  await generate(out);
  const [file] = (await readdir(out)).filter((name) => name.endsWith('.sql'));
  const script = await readFile(join(out, file ?? ''), 'utf8');
  await rebuilt.sql`DROP SCHEMA public CASCADE`;
  await rebuilt.sql`CREATE SCHEMA public`;
  for (const statement of script.split('--> statement-breakpoint')) await rebuilt.sql.unsafe(statement);
  expect(await structureOf(rebuilt.sql)).toEqual(await structureOf(db.sql));
});

test('migrating once more changes nothing', async () => {
  const before = await structureOf(db.sql);
  await migrate(db.url);
  expect(await structureOf(db.sql)).toEqual(before);
});

/** Runs drizzle-kit as `npm run db:generate` does, into another folder. */
function generate(out: string): Promise<void> {
  const args = ['generate', '--dialect', 'postgresql', '--schema', './src/tables/index.ts', '--out', out];
  // A terminal would be asked about renames; without one drizzle-kit fails instead, which is what a test wants.
  const child = spawn(process.execPath, [join(packageRoot, 'node_modules/drizzle-kit/bin.cjs'), ...args], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`drizzle-kit ended with ${code}:\n${output}`)),
    );
  });
}

async function structureOf(sql: Sql): Promise<Record<string, unknown>> {
  return {
    columns: [
      ...(await sql`
        SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, identity_generation
        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
        ORDER BY table_name, column_name`),
    ],
    constraints: [
      ...(await sql`
        SELECT conrelid::regclass::text AS table_name, conname, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2`),
    ],
    indexes: [
      // "ONLY" stands there for a partitioned table, which drizzle cannot make.
      ...(await sql`
        SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') AS indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`),
    ],
    policies: [
      ...(await sql`
        SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check
        FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2`),
    ],
  };
}
