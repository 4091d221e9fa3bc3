/** `npm run machines:check`: would today's machines strand any stored conversation? Exit code 1 when they would. Changes nothing. */
import { Command } from 'commander';
import { machines } from '../machines/index.ts';
import { checkStored, SAMPLE, type StoredKind } from './machines/check.ts';
import { lookAt } from './machines/read-only.ts';
import { run } from './support/run.ts';
import { tableOf } from './support/table.ts';

const { all } = new Command()
  .name('machines-check')
  .description(
    'Restores the conversations of the database (DATABASE_URL, read-only) with the machines and migrations of this\nversion, and says how many would be stranded. To be run before a deployment that changes a machine.',
  )
  .option('--all', `every conversation, instead of ${SAMPLE} and more of each kind`, false)
  .parse()
  .opts<{ all: boolean }>();

await run(async () => {
  const kinds = await lookAt(process.env, (tx) => checkStored(tx, machines, { all }));
  if (kinds.length === 0) return console.log('No conversation is stored.');
  console.log(tableOf(kinds.map(lineOf)));
  const stranded = kinds.filter((kind) => kind.stranded > 0);
  const sum = (count: (kind: StoredKind) => number) => kinds.reduce((total, kind) => total + count(kind), 0);
  console.log(
    `\n${sum((kind) => kind.conversations)} conversations, ${sum((kind) => kind.tried)} of them tried: ${sum((kind) => kind.stranded)} would be stranded.`,
  );
  for (const { machine, state, example } of stranded) {
    if (example)
      console.log(
        `  ${machine} in ${state}: ${example.stranding} (${example.reason}), such as ${example.conversation}`,
      );
  }
  if (stranded.some((kind) => kind.stranded < kind.conversations && kind.tried < kind.conversations)) {
    console.log('  Not all were tried; --all counts them exactly.');
  }
  if (stranded.length > 0) process.exitCode = 1;
});

function lineOf({ machine, version, state, conversations, tried, stranded }: StoredKind) {
  return { machine, version: version ?? 'by hand', state, conversations, tried, stranded };
}
