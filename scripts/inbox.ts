/** `npm run inbox -- list|show ID|replay ID`: deliveries that wait or are dead: what they are, why, and going again. */
import { Command, InvalidArgumentError } from 'commander';
import { findStored, listStored, replay, type StoredEvent } from '../src/inbox/index.ts';
import type { Sql } from '../src/platform/database/index.ts';
import { maskSecrets } from '../src/platform/mask-secrets.ts';
import { openDatabase } from './support/database.ts';
import { ageOf, firstLine } from './support/delivery-text.ts';
import { run, ScriptError } from './support/run.ts';
import { tableOf } from './support/table.ts';

/** A longer list fills the screen and tells no more; `--limit` asks for it all the same. */
const MOST_SHOWN = 50;
/** Dead deliveries are replayed in portions, so that any number of them fits in memory. */
const REPLAYED_AT_ONCE = 500;

const program = new Command('inbox')
  .showHelpAfterError()
  .description('Deliveries that wait for another try, and the dead letters.');

program
  .command('list')
  .description('what waits and what is dead, oldest first')
  .option('--limit <number>', 'how many of each', readLimit, MOST_SHOWN)
  .action(({ limit }: { limit: number }) => withDatabase((sql) => list(sql, limit)));

program
  .command('show')
  .description('one delivery in full: what arrived, what went wrong, what it moved')
  .argument('<id>', 'its id, or the provider’s (MessageSid, evt_…)')
  .action((id: string) => withDatabase((sql) => show(sql, id)));

program
  .command('replay')
  .description('sets a dead or waiting delivery going again, now')
  .argument('[id]', 'its id, or the provider’s (MessageSid, evt_…)')
  .option('--all-dead', 'every dead delivery, oldest first', false)
  .action((id: string | undefined, { allDead }: { allDead: boolean }) => {
    if (allDead === (id !== undefined)) program.error('error: replay wants an id, or --all-dead');
    return withDatabase((sql) => (id === undefined ? replayAllDead(sql) : replayOne(sql, id)));
  });

await program.parseAsync();

async function list(sql: Sql, limit: number): Promise<void> {
  const events = [...(await listStored(sql, 'dead', limit)), ...(await listStored(sql, 'pending', limit))];
  if (events.length === 0) return console.log('Nothing waits and nothing is dead.');
  const now = new Date();
  const rows = events.map((event) => ({
    id: event.id,
    status: event.status,
    kind: event.kind,
    lane: event.lane,
    attempts: event.attempts,
    age: ageOf(event.received_at, now),
    error: firstLine(maskSecrets(event.last_error ?? '')),
  }));
  console.log(tableOf(rows));
}

async function show(sql: Sql, id: string): Promise<void> {
  const event = await mustFind(sql, id);
  const moved = await sql`
    SELECT conversation_id, step, from_state, to_state, event->>'type' AS event, at
    FROM transitions WHERE inbound_event_id = ${event.id} ORDER BY id`;
  const { payload, last_error: error, answer, ...rest } = event;
  for (const [name, value] of Object.entries(rest)) {
    console.log(`${name.padEnd(18)} ${value instanceof Date ? value.toISOString() : (value ?? '–')}`);
  }
  console.log(`\npayload\n${maskSecrets(JSON.stringify(payload, null, 2))}`);
  console.log(`\nanswer\n${maskSecrets(answer) || '(empty)'}`);
  console.log(`\nerror\n${maskSecrets(error ?? '(none)')}`);
  console.log(`\ntransitions\n${tableOf([...moved])}`);
}

async function replayOne(sql: Sql, id: string): Promise<void> {
  const event = await mustFind(sql, id);
  if (!(await replay(sql, event.id))) {
    throw new ScriptError(`${event.id} was handled already (${event.outcome}); there is nothing to replay.`);
  }
  console.log(`${event.id} is on its way again.`);
}

async function replayAllDead(sql: Sql): Promise<void> {
  let count = 0;
  for (;;) {
    const dead = await listStored(sql, 'dead', REPLAYED_AT_ONCE);
    if (dead.length === 0) break;
    for (const { id } of dead) if (await replay(sql, id)) count += 1;
  }
  console.log(count === 0 ? 'No delivery is dead.' : `Dead deliveries on their way again: ${count}.`);
}

async function mustFind(sql: Sql, id: string): Promise<StoredEvent> {
  const event = await findStored(sql, id);
  if (!event) throw new ScriptError(`There is no delivery ${id}.`);
  return event;
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

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return limit;
}
