/** `npm run machines:replay -- --since 30d`: where today's machines would have done otherwise. Exit code 1 where any would. Changes nothing. */
import { Command, InvalidArgumentError } from 'commander';
import { machines } from '../machines/index.ts';
import { lookAt } from './machines/read-only.ts';
import { type Difference, replayJournal } from './machines/replay.ts';
import { run } from './support/run.ts';

const UNITS_MS = { d: 86_400_000, h: 3_600_000 };

const { since, limit } = new Command()
  .name('machines-replay')
  .description(
    'Runs the journal of the database (DATABASE_URL, read-only) through the machines of this version, each\nconversation from its first step, and prints where they first differ. To be read before a deployment that changes a machine.',
  )
  .option('--since <time>', 'conversations that moved since: 30d, 12h or a date', readSince, readSince('30d'))
  .option('--limit <number>', 'only the newest so many conversations', readLimit)
  .parse()
  .opts<{ since: Date; limit?: number }>();

await run(async () => {
  const replayed = await lookAt(process.env, (tx) =>
    replayJournal(tx, machines, { since, limit: limit ?? null }),
  );
  const { conversations, steps, differences } = replayed;
  const { writtenByHand, beginForgotten, wordsEmptied, unknownMachine } = replayed;
  const differing = differences.reduce((sum, one) => sum + one.conversations, 0);
  console.log(`${conversations} conversations, ${steps} steps replayed: ${differing} would differ.`);
  if (writtenByHand > 0)
    console.log(`  ${writtenByHand} only up to where an operator wrote their state by hand.`);
  if (beginForgotten > 0)
    console.log(`  ${beginForgotten} not at all: the journal no longer has their first step.`);
  if (wordsEmptied > 0) console.log(`  ${wordsEmptied} only up to where the words of a call were emptied.`);
  if (unknownMachine > 0)
    console.log(`  ${unknownMachine} not at all: no machine of this version has their name.`);
  for (const difference of differences) console.log(describe(difference));
  if (differing > 0) process.exitCode = 1;
});

function describe({ machine, from, event, before, now, conversations, example }: Difference): string {
  return [
    `\n${conversations} × ${machine} in ${from}, on ${event}; such as ${example.conversation}, step ${example.step}`,
    `  then ${before}`,
    `  now  ${now}`,
  ].join('\n');
}

function readSince(text: string): Date {
  const [, count, unit] = /^(\d+)([dh])$/.exec(text) ?? [];
  const at =
    count && unit
      ? new Date(Date.now() - Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS])
      : new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('It must be like 30d, 12h or 2026-11-20.');
  return at;
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return limit;
}
