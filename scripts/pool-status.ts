/** `npm run pool:status`: the four monitoring queries of the test plan, and what they cannot tell. Changes nothing. */
import { Command } from 'commander';
import { findPoolProblems, nextWaiting, poolHealth, waitingTooLong } from '../src/numbers/index.ts';
import { loadVariables } from '../src/platform/config/index.ts';
import { openDatabase, type ScriptDatabase } from './support/database.ts';
import { monitoringQueries } from './support/monitoring-queries.ts';
import { run } from './support/run.ts';
import { tableOf } from './support/table.ts';

/** A longer list fills the screen and tells no more; the health line says how many wait. */
const MOST_WAITING_SHOWN = 50;

new Command()
  .name('pool-status')
  .description('How the number pool is, who waits for a number, and whether all agree on who has which.')
  .parse();

await run(async () => {
  const { POOL_LOW_WATER: lowWater } = loadVariables(process.env, ['POOL_LOW_WATER']);
  const database = await openDatabase(process.env, { connections: 1 });
  try {
    for (const { title, text } of monitoringQueries) {
      print(title, await database.operator.unsafe(text));
    }
    await printTheRest(database, lowWater);
  } finally {
    await database.close();
  }
});

async function printTheRest({ engine }: ScriptDatabase, lowWater: number): Promise<void> {
  const { isLow, ...counts } = await poolHealth(engine, { lowWater });
  print('Health', [counts]);
  if (isLow) console.log(`  LOW: fewer than ${lowWater} numbers are free; buy some and seed them.`);
  print('Waiting list, in the order in which it is served', await nextWaiting(engine, MOST_WAITING_SHOWN));
  const late = await waitingTooLong(engine, new Date());
  if (late.length > 0) console.log(`  LATE: ${late.length} have waited for more than 24 hours.`);
  print('Disagreements about who has which number', await findPoolProblems(engine));
}

function print(title: string, rows: readonly object[]): void {
  console.log(`\n${title}\n${tableOf(rows.map((row) => ({ ...row })))}`);
}
