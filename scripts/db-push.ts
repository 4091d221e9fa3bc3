/** `npm run db:push`: brings a development database to the tables as the code has them, without a migration. Never production. */
import { join } from 'node:path';
import { Command } from 'commander';
import { loadVariables } from '../src/platform/config/index.ts';
import { migrate, startEmbedded } from '../src/platform/database/index.ts';
import { packageRoot } from '../src/platform/root.ts';
import { isLocalHost } from './support/database-url.ts';
import { runDrizzlePush } from './support/drizzle-push.ts';
import { run, ScriptError } from './support/run.ts';

interface PushOptions {
  readonly force: boolean;
  readonly host?: string;
}

const options = new Command()
  .name('db-push')
  .description(
    'Migrates a development database and then changes its tables to what src/tables says.\nFor trying out a change; `npm run db:generate` then writes the migration.',
  )
  .option('--force', 'also do what loses data', false)
  .option('--host <name>', 'a development database that is not on this machine: its host, to be sure')
  .parse()
  .opts<PushOptions>();

await run(async () => {
  const { NODE_ENV, DATABASE_URL, DIRECT_DATABASE_URL } = loadVariables(process.env, [
    'NODE_ENV',
    'DATABASE_URL',
    'DIRECT_DATABASE_URL',
  ]);
  if (NODE_ENV === 'production') {
    throw new ScriptError('db:push refuses NODE_ENV=production: use npm run db:migrate there.');
  }
  const given = DIRECT_DATABASE_URL ?? DATABASE_URL;
  if (given) {
    mustBeMeant(new URL(given).hostname);
    return push(given);
  }
  const embedded = await startEmbedded({ folder: join(packageRoot, '.data', 'postgres') });
  try {
    await push(embedded.url);
  } finally {
    await embedded.stop();
  }
});

/** NODE_ENV says nothing on a laptop whose DATABASE_URL points at production, so the host has to be named. */
function mustBeMeant(host: string): void {
  if (isLocalHost(host) || host === options.host) return;
  throw new ScriptError(
    `db:push refuses the database host ${host}: it is not this machine. If it is a development database, say --host ${host}.`,
  );
}

async function push(url: string): Promise<void> {
  // Roles, triggers and the runbook views come from the migrations alone; the tables would be useless without them.
  await migrate(url);
  console.log('The migrations are applied. Now drizzle-kit compares the tables with src/tables:');
  const pushed = await runDrizzlePush(url, { mayLoseData: options.force });
  console.log(pushed.output);
  if (!pushed.isDone) {
    throw new ScriptError(
      'drizzle-kit changed nothing. If what it lists may lose data, say --force; a renamed column wants npm run db:generate.',
    );
  }
}
