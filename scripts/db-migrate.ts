/** `npm run db:migrate`: brings a database to the present schema. Safe to run twice, and from many machines at once. */
import { join } from 'node:path';
import { Command } from 'commander';
import { loadVariables } from '../src/platform/config/index.ts';
import { migrate, startEmbedded } from '../src/platform/database/index.ts';
import { packageRoot } from '../src/platform/root.ts';
import { asScriptError } from './support/reach.ts';
import { run } from './support/run.ts';

new Command()
  .name('db-migrate')
  .description(
    'Migrates DIRECT_DATABASE_URL, or DATABASE_URL, or the embedded database where neither is set.',
  )
  .parse();

await run(async () => {
  const { DATABASE_URL, DIRECT_DATABASE_URL } = loadVariables(process.env, [
    'DATABASE_URL',
    'DIRECT_DATABASE_URL',
  ]);
  // Migrations hold a lock of their session, which a pooler in between would lose.
  const given = DIRECT_DATABASE_URL ?? DATABASE_URL;
  try {
    await (given ? migrate(given) : migrateEmbedded());
  } catch (error) {
    throw asScriptError(error);
  }
  console.log('The database is at the present schema.');
});

async function migrateEmbedded(): Promise<void> {
  const embedded = await startEmbedded({ folder: join(packageRoot, '.data', 'postgres') });
  try {
    await migrate(embedded.url);
  } finally {
    await embedded.stop();
  }
}
