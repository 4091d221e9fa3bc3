/** `npm run -s pool:allocate -- ID [ID …]`: allocates for all of them at once; one JSON result a line. */
import { Command } from 'commander';
import { type AllocationResult, allocateTwilioNumber } from '../src/numbers/index.ts';
import type { Sql } from '../src/platform/database/index.ts';
import { type DocumentedLine, openLog, say } from '../src/platform/log.ts';
import { openDatabase } from './support/database.ts';
import { run } from './support/run.ts';

/** As many connections as calls, up to this: more would only wait for each other. */
const MOST_CONNECTIONS = 32;

const command = new Command()
  .showHelpAfterError()
  .name('pool-allocate')
  .description('Gives each organization a number of the pool, all at once, as the onboarding would.')
  .argument('<id...>', 'ids of organizations')
  .addHelpText(
    'after',
    '\nResults go to standard output, the log to standard error. The exit code is 0 when every call had a result,\nan empty pool included, and 1 when one failed.',
  )
  .parse();

await run(async () => {
  const ids = command.args;
  const database = await openDatabase(process.env, { connections: Math.min(ids.length, MOST_CONNECTIONS) });
  // Standard output is for the results alone.
  const log = openLog({ format: 'pretty', level: 'info', stream: process.stderr });
  try {
    const settled = await Promise.allSettled(ids.map((id) => allocate(database.engine, id)));
    for (const outcome of settled) {
      if (outcome.status === 'rejected') continue;
      say(log, outcome.value.lines);
      console.log(JSON.stringify(outcome.value.result));
    }
    const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} allocations failed`);
  } finally {
    await database.close();
  }
});

/** The lines of one call stay together, although the calls run side by side. */
async function allocate(
  engine: Sql,
  id: string,
): Promise<{ result: AllocationResult; lines: DocumentedLine[] }> {
  const lines: DocumentedLine[] = [];
  const result = await allocateTwilioNumber(engine, id, { say: (line) => lines.push(line), now: new Date() });
  return { result, lines };
}
