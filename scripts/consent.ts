/** `npm run consent -- show|block|allow|import|export`: who may be contacted, seen and changed by an operator. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { consentScope, consentsOf, type Decided, decideConsent, optedOutOf } from '../src/consent/index.ts';
import type { Sql } from '../src/platform/database/index.ts';
import { writeCsv } from '../src/values/csv/index.ts';
import { type PhoneE164, parsePhone } from '../src/values/phone.ts';
import { CsvError, readCsv } from './support/csv.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';
import { tableOf } from './support/table.ts';

type Channel = 'sms' | 'call';
interface Aimed {
  readonly org: string;
  readonly reason: string;
  readonly callsOnly?: boolean;
}
interface Organization {
  readonly id: string;
  readonly region: string;
  readonly twilio_number: string | null;
}

const program = new Command('consent').showHelpAfterError().description('Who may be texted and called.');

program
  .command('show')
  .description('what a phone said, and whether it may be contacted')
  .argument('<phone>')
  .action((phone: string) => withDatabase((sql) => show(sql, phone)));
for (const [name, text] of [
  ['block', 'no more texts and calls of this organization to this phone'],
  ['allow', 'lets this organization contact the phone again; the reason is kept'],
] as const) {
  program
    .command(name)
    .description(text)
    .argument('<phone>')
    .requiredOption('--org <id>', 'the organization')
    .requiredOption('--reason <text>', 'who said so, and how')
    .option('--calls-only', 'the do-not-call list only; texts stay as they are')
    .action((phone: string, aimed: Aimed) => withDatabase((sql) => change(sql, name, phone, aimed)));
}
program
  .command('import')
  .description(
    'opts out every phone of a CSV file: columns phone, channel (sms or call; sms if empty), reason',
  )
  .argument('<file>')
  .requiredOption('--org <id>', 'the organization')
  .action((file: string, { org }: { org: string }) => withDatabase((sql) => importFile(sql, file, org)));
program
  .command('export')
  .description('everybody who opted out of an organization, as CSV that import reads')
  .requiredOption('--org <id>', 'the organization')
  .action(({ org }: { org: string }) => withDatabase((sql) => exportAll(sql, org)));

await program.parseAsync();

async function show(sql: Sql, written: string): Promise<void> {
  const phone = mustBePhone(written);
  const rows = await consentsOf(sql, phone);
  if (rows.length === 0) return console.log(`${phone} never said anything: it may be contacted.`);
  console.log(
    tableOf(
      rows.map(({ scope, channel, is_opted_out, at, source, words }) => ({
        ...{
          about: scope,
          channel,
          state: is_opted_out ? 'opted out' : 'subscribed',
          since: at,
          source,
          words,
        },
      })),
    ),
  );
}

async function change(sql: Sql, verb: 'block' | 'allow', written: string, aimed: Aimed): Promise<void> {
  const organization = await mustFind(sql, aimed.org);
  const phone = mustBePhone(written, organization.region);
  const reason = aimed.reason.trim();
  if (reason === '') throw new ScriptError('Say why: --reason "asked by phone on Monday".');
  const event =
    verb === 'block'
      ? ({ type: 'OPERATOR_BLOCKED' } as const)
      : ({ type: 'OPERATOR_ALLOWED', reason } as const);
  const entry = { phone, words: reason, source: 'operator', at: new Date(), event } as const;
  const own = consentScope(organization.id, '');
  const channels: Channel[] = aimed.callsOnly ? ['call'] : verb === 'block' ? ['sms'] : ['sms', 'call'];
  const results: Decided[] = [];
  for (const channel of channels) {
    results.push(await decideConsent(sql, { ...entry, orgId: organization.id, scope: own, channel }));
  }
  // What a stranger said to the number before the organization knew them stands in its way as well.
  if (verb === 'allow' && !aimed.callsOnly && organization.twilio_number) {
    const scope = consentScope(null, organization.twilio_number);
    results.push(await decideConsent(sql, { ...entry, orgId: null, scope, channel: 'sms' }));
  }
  const state = verb === 'block' ? 'blocked' : 'allowed';
  console.log(
    results.includes('changed')
      ? `${phone} is ${state} for ${organization.id}.`
      : `${phone} was ${state} for ${organization.id} already.`,
  );
}

/** Every bad line is named with what is wrong with it, and the rest is taken. */
async function importFile(sql: Sql, file: string, org: string): Promise<void> {
  const organization = await mustFind(sql, org);
  const rows = readRows(await readText(file));
  const counts = { changed: 0, unchanged: 0 };
  let bad = 0;
  for (const { line, phone: written, channel, reason } of rows) {
    const phone = parsePhone(written, countryOf(organization.region));
    if (!phone || (channel !== 'sms' && channel !== 'call')) {
      bad += 1;
      console.error(
        phone
          ? `line ${line}: the channel "${channel}" is neither sms nor call`
          : `line ${line}: "${written}" is not a phone number`,
      );
      continue;
    }
    const result = await decideConsent(sql, {
      ...{ phone, channel, orgId: org, scope: consentScope(org, ''), words: reason || 'import' },
      ...{ source: 'import', at: new Date(), event: { type: 'IMPORTED' } },
    });
    counts[result] += 1;
  }
  console.log(`Opted out: ${counts.changed}. Already so: ${counts.unchanged}. Bad lines: ${bad}.`);
  if (bad > 0) process.exitCode = 1;
}

function readRows(text: string) {
  const rows = readCsv(text);
  const names = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const hasHeader = names.includes('phone');
  const at = (name: string, otherwise: number) => (hasHeader ? names.indexOf(name) : otherwise);
  const [phoneAt, channelAt, reasonAt] = [at('phone', 0), at('channel', 1), at('reason', 2)];
  return rows.slice(hasHeader ? 1 : 0).map(({ line, cells }) => ({
    line,
    // Our own export and some spreadsheets keep a phone as text by an apostrophe.
    phone: (cells[phoneAt] ?? '').replace(/^'/, ''),
    channel: (cells[channelAt] || 'sms').toLowerCase(),
    reason: cells[reasonAt] ?? '',
  }));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new ScriptError(`${file} cannot be read.`);
  }
}

async function exportAll(sql: Sql, org: string): Promise<void> {
  await mustFind(sql, org);
  const rows = await optedOutOf(sql, org);
  const lines = rows.map((row) => [row.phone, row.channel, row.words, row.source, row.at.toISOString()]);
  process.stdout.write(writeCsv([['phone', 'channel', 'reason', 'source', 'since'], ...lines]));
}

async function mustFind(sql: Sql, id: string): Promise<Organization> {
  const [found] = await sql<Organization[]>`
    SELECT id, region, twilio_number FROM organizations WHERE id = ${id}`;
  if (!found) throw new ScriptError(`There is no organization ${id}.`);
  return found;
}

function mustBePhone(written: string, region = 'UK'): PhoneE164 {
  const phone = parsePhone(written, countryOf(region));
  if (!phone) throw new ScriptError(`"${written}" is not a phone number.`);
  return phone;
}

function countryOf(region: string) {
  return region === 'US' || region === 'CA' || region === 'IE' || region === 'TR' ? region : 'GB';
}

function withDatabase(work: (sql: Sql) => Promise<void>): Promise<void> {
  return run(async () => {
    const database = await openDatabase(process.env, { connections: 1 });
    try {
      await work(database.engine);
    } catch (error) {
      throw error instanceof CsvError ? new ScriptError(error.message) : error;
    } finally {
      await database.close();
    }
  });
}
