/** `npm run keys -- create|list|revoke`: the keys by which an organization's programs use the API. */
import { Command } from 'commander';
import { createKey, isScope, listKeys, revokeKey, SCOPES, type Scope } from '../src/identity/index.ts';
import type { Sql } from '../src/platform/database/index.ts';
import { newId } from '../src/platform/ids.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';
import { tableOf } from './support/table.ts';

interface NewKeyOptions {
  readonly org: string;
  readonly name: string;
  readonly scopes: string;
}

const program = new Command('keys')
  .showHelpAfterError()
  .description("Keys of the API: who may use it in an organization's name.");

program
  .command('create')
  .description('prints a new key, this once; only its hash is kept')
  .requiredOption('--org <id>', 'the organization')
  .requiredOption('--name <text>', 'what it is for')
  .option('--scopes <list>', 'what it may do, separated by commas', SCOPES.join(','))
  .action((options: NewKeyOptions) => withDatabase((sql) => create(sql, options)));
program
  .command('list')
  .description('every key: its beginning, what it may do, when it was last used')
  .option('--org <id>', 'of this organization only')
  .action(({ org }: { org?: string }) => withDatabase((sql) => list(sql, org ?? null)));
program
  .command('revoke')
  .description('the key is refused from now on')
  .argument('<prefix>', 'its beginning, as list shows it')
  .action((prefix: string) => withDatabase((sql) => revoke(sql, prefix)));

await program.parseAsync();

async function create(sql: Sql, { org, name, scopes: written }: NewKeyOptions): Promise<void> {
  const scopes = readScopes(written);
  if (name.trim() === '') throw new ScriptError('Say what the key is for: --name "reminders".');
  const key = await createKey(sql, { id: newId(), orgId: org, name: name.trim(), scopes, now: new Date() });
  if (key === null) throw new ScriptError(`There is no organization ${org}.`);
  // The key alone on standard output, so that a script can take it.
  console.log(key);
  console.error(`It is shown this once. ${org} may use it for: ${scopes.join(', ')}.`);
}

function readScopes(written: string): Scope[] {
  const words = [...new Set(written.split(',').map((word) => word.trim()))].filter(Boolean);
  const unknown = words.find((word) => !isScope(word));
  if (unknown !== undefined || words.length === 0) {
    throw new ScriptError(`"${unknown ?? written}" is not a scope; there are: ${SCOPES.join(', ')}.`);
  }
  return words.filter(isScope);
}

async function list(sql: Sql, org: string | null): Promise<void> {
  const rows = (await listKeys(sql, org)).map(({ prefix, org_id, name, scopes, ...times }) => ({
    ...{ key: `${prefix}…`, organization: org_id, name, scopes: scopes.join(' ') },
    ...{ created: times.created_at, used: times.last_used_at, revoked: times.revoked_at },
  }));
  console.log(tableOf(rows));
}

async function revoke(sql: Sql, written: string): Promise<void> {
  const prefix = written.replace(/…$/, '');
  const result = await revokeKey(sql, prefix, new Date());
  if (result === 'unknown') throw new ScriptError(`There is no key ${prefix}.`);
  console.log(`${prefix} ${result === 'already' ? 'was revoked before' : 'is revoked'}.`);
}

function withDatabase(work: (sql: Sql) => Promise<void>): Promise<void> {
  return run(async () => {
    const database = await openDatabase(process.env, { connections: 1 });
    try {
      await work(database.engine);
    } finally {
      await database.close();
    }
  });
}
