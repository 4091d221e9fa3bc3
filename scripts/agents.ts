/** `npm run agents -- list|add|remove|default|undefault`: the voice agents that speak for an organization. */
import { Command } from 'commander';
import { CALL_TYPES, type CallType } from '../machines/call-outcome/labels.ts';
import {
  addAgent,
  clearDefaultAgent,
  listAgents,
  removeAgent,
  setDefaultAgent,
} from '../src/outbound/index.ts';
import type { Sql } from '../src/platform/database/index.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';
import { tableOf } from './support/table.ts';

const program = new Command('agents')
  .showHelpAfterError()
  .description(
    "Voice agents, by ElevenLabs' own ids: which speak for an organization, and which where nobody names one.",
  );

program
  .command('list')
  .description('every agent, and the kinds of call that are its own')
  .option('--org <id>', 'of this organization only')
  .action(({ org }: { org?: string }) => withDatabase((sql) => list(sql, org ?? null)));
program
  .command('add')
  .description('an agent may be named in calls of the organization; the first is its default')
  .argument('<agent>', "ElevenLabs' id of it")
  .requiredOption('--org <id>', 'the organization')
  .option('--name <text>', 'what people call it')
  .action((agent: string, options: { org: string; name?: string }) =>
    withDatabase((sql) => add(sql, agent, options)),
  );
program
  .command('remove')
  .description('it may be named no more; what it has said stays')
  .argument('<agent>', "ElevenLabs' id of it")
  .option('--anyway', 'although calls wait for it, which it still makes', false)
  .action((agent: string, options: { anyway: boolean }) =>
    withDatabase((sql) => remove(sql, agent, options)),
  );
program
  .command('default')
  .description('it speaks where nobody names an agent')
  .argument('<agent>', "ElevenLabs' id of it")
  .option('--for <types>', 'on these kinds of call only, separated by commas')
  .action((agent: string, options: { for?: string }) =>
    withDatabase((sql) => makeDefault(sql, agent, options.for)),
  );
program
  .command('undefault')
  .description("on these kinds of call the organization's default speaks again")
  .requiredOption('--org <id>', 'the organization')
  .requiredOption('--for <types>', 'separated by commas')
  .action((options: { org: string; for: string }) => withDatabase((sql) => undefault(sql, options)));

await program.parseAsync();

async function list(sql: Sql, org: string | null): Promise<void> {
  const rows = (await listAgents(sql, org)).map(
    ({ id, org_id, name, is_default, speaks_for, created_at }) => ({
      ...{ agent: id, organization: org_id, name, default: is_default ? 'yes' : 'no' },
      ...{ for: speaks_for.join(' '), added: created_at },
    }),
  );
  console.log(tableOf(rows));
}

async function add(sql: Sql, agentId: string, { org, name }: { org: string; name?: string }): Promise<void> {
  const added = await addAgent(sql, { agentId: idOf(agentId), orgId: org, name: name?.trim() || null });
  switch (added.kind) {
    case 'no_organization':
      throw new ScriptError(`There is no organization ${org}.`);
    case 'another_organizations':
      throw new ScriptError(`${agentId} speaks for ${added.orgId}; remove it there first.`);
    case 'already':
      return console.log(`${agentId} speaks for ${org} already.`);
    case 'added':
      return console.log(
        `${agentId} speaks for ${org}${added.isDefault ? ', where nobody names another' : ''}.`,
      );
    default:
      added satisfies never;
  }
}

async function remove(sql: Sql, agentId: string, options: { anyway: boolean }): Promise<void> {
  const removed = await removeAgent(sql, agentId, options);
  if (removed.kind === 'unknown') throw new ScriptError(`There is no agent ${agentId}.`);
  if (removed.kind === 'in_use') {
    throw new ScriptError(
      `${removed.calls} calls wait for ${agentId}. Cancel their batches, or say --anyway: it makes them still.`,
    );
  }
  const waiting = removed.calls > 0 ? ` It still makes ${removed.calls} calls that wait.` : '';
  console.log(`${agentId} is removed.${waiting}`);
}

async function makeDefault(sql: Sql, agentId: string, written: string | undefined): Promise<void> {
  const types = written === undefined ? [] : readTypes(written);
  const set = await setDefaultAgent(sql, agentId, types);
  if (set.kind === 'unknown') throw new ScriptError(`There is no agent ${agentId}; add it first.`);
  const where = types.length === 0 ? 'wherever nobody names another' : `on ${types.join(', ')}`;
  console.log(`${agentId} speaks for ${set.orgId} ${where}.`);
}

async function undefault(sql: Sql, options: { org: string; for: string }): Promise<void> {
  const cleared = await clearDefaultAgent(sql, options.org, readTypes(options.for));
  if (cleared === 0) throw new ScriptError(`${options.org} has no agent of their own for them.`);
  console.log(`The default of ${options.org} speaks on them.`);
}

function readTypes(written: string): CallType[] {
  const words = [...new Set(written.split(',').map((word) => word.trim()))].filter(Boolean);
  const types = CALL_TYPES.filter((type) => words.includes(type));
  const unknown = words.find((word) => !types.some((type) => type === word));
  if (unknown !== undefined || types.length === 0) {
    throw new ScriptError(`"${unknown ?? written}" is no kind of call; there are: ${CALL_TYPES.join(', ')}.`);
  }
  return types;
}

/** As ElevenLabs writes them: one word. */
function idOf(written: string): string {
  if (!/^[\w-]{1,100}$/.test(written)) throw new ScriptError(`"${written}" is no id of an agent.`);
  return written;
}

/** As the operator, who sets up who may call: the service itself may remove no agent. */
function withDatabase(work: (sql: Sql) => Promise<void>): Promise<void> {
  return run(async () => {
    const database = await openDatabase(process.env, { connections: 1 });
    try {
      await work(database.operator);
    } finally {
      await database.close();
    }
  });
}
