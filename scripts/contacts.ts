/** `npm run contacts -- import FILE --org ID | list | ignore | unignore`: people whom an organization knows, and who is never texted. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ignoreContact, listContacts } from '../src/contacts/index.ts';
import type { Sql } from '../src/platform/database/index.ts';
import { parsePhone } from '../src/values/phone.ts';
import { readCsv } from './support/csv.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';
import { tableOf } from './support/table.ts';

interface Options {
  readonly org: string;
}

const program = new Command('contacts')
  .showHelpAfterError()
  .description('Contacts of an organization, and who is never texted.');

program
  .command('import')
  .description('a CSV file with the columns phone and name; everybody in it is never texted')
  .argument('<file>', 'the CSV file')
  .requiredOption('--org <id>', 'the organization')
  .action((file: string, { org }: Options) => withDatabase((sql) => importFile(sql, file, org)));

program
  .command('list')
  .description('everybody the organization knows')
  .requiredOption('--org <id>', 'the organization')
  .action(({ org }: Options) =>
    withDatabase(async (sql) =>
      console.log(tableOf((await listContacts(sql, org)).map((contact) => ({ ...contact })))),
    ),
  );

for (const isIgnored of [true, false]) {
  program
    .command(isIgnored ? 'ignore' : 'unignore')
    .description(isIgnored ? 'is never texted back' : 'is texted back again')
    .argument('<phone>', 'the phone number')
    .requiredOption('--org <id>', 'the organization')
    .action((phone: string, { org }: Options) => withDatabase((sql) => mark(sql, phone, { org, isIgnored })));
}

await program.parseAsync();

/** A bad line is named and left out; the rest is taken. */
async function importFile(sql: Sql, file: string, orgId: string): Promise<void> {
  const rows = readCsv(await readFile(file, 'utf8'));
  const head = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const hasHead = head.includes('phone');
  const [phoneAt, nameAt] = hasHead ? [head.indexOf('phone'), head.indexOf('name')] : [0, 1];
  let taken = 0;
  for (const { line, cells } of hasHead ? rows.slice(1) : rows) {
    const written = cells[phoneAt] ?? '';
    const phone = parsePhone(written);
    if (phone === null) {
      console.error(`line ${line}: "${written}" is not a phone number`);
      continue;
    }
    await ignoreContact(sql, { orgId, phone, isIgnored: true, name: cells[nameAt] || null, now: new Date() });
    taken += 1;
  }
  console.log(`Taken: ${taken}.`);
}

async function mark(sql: Sql, written: string, { org, isIgnored }: Options & { isIgnored: boolean }) {
  const phone = parsePhone(written);
  if (phone === null) throw new ScriptError(`"${written}" is not a phone number`);
  await ignoreContact(sql, { orgId: org, phone, isIgnored, now: new Date() });
  console.log(`${phone} ${isIgnored ? 'is never texted back' : 'is texted back again'}.`);
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
