/** `npm run trial`: people, lies and deaths against the real service, then the books are checked. A failing seed can be replayed. */
import { Command, InvalidArgumentError } from 'commander';
import { allLies, isLieKind, type LieKind } from '../src/simulator/index.ts';
import { run } from './support/run.ts';
import { MOST_BUSINESSES, MOST_CALLEES } from './trial/calling/index.ts';
import { DEFAULT_PLAN, describe, type TrialPlan } from './trial/plan.ts';
import { hasHeld, report } from './trial/report.ts';
import { runTrial } from './trial/run.ts';
import { shrink } from './trial/shrink.ts';

const number = (value: string) => {
  const parsed = Number(value);
  if (!Number.isFinite(parsed) || parsed < 0) throw new InvalidArgumentError('must be a number from 0 on');
  return parsed;
};

const kinds = (value: string): readonly LieKind[] =>
  value.split(',').map((kind) => {
    if (!isLieKind(kind)) throw new InvalidArgumentError(`"${kind}" is none of ${allLies.join(', ')}`);
    return kind;
  });

const program = new Command()
  .name('trial')
  .description(
    'Lets owners and callers live while nodes and PostgreSQL are killed and the network lies; then checks the books.',
  )
  .option('--seed <n>', 'every random choice follows from it; printed when it is not given', number)
  .option('--minutes <n>', 'how long people live', number)
  .option('--seconds <n>', 'the same in seconds', number)
  .option('--nodes <n>', 'processes of the service', number, DEFAULT_PLAN.nodes)
  .option('--owners <n>', 'tradespeople who sign up', number, DEFAULT_PLAN.owners)
  .option('--callers <n>', 'people who ring them', number, DEFAULT_PLAN.callers)
  .option('--businesses <n>', 'businesses that have customers called', number, DEFAULT_PLAN.businesses)
  .option('--callees <n>', 'customers who are called', number, DEFAULT_PLAN.callees)
  .option('--kill-every <s>', 'seconds between two kills; 0: nobody dies', number, DEFAULT_PLAN.killEveryS)
  .option('--database-share <p>', 'how many of the kills hit PostgreSQL', number, DEFAULT_PLAN.databaseShare)
  .option(
    '--database-away <s>',
    'how long PostgreSQL stays away each time',
    number,
    DEFAULT_PLAN.databaseAwayS,
  )
  .option(
    '--lie-rate <p>',
    'how many deliveries, answers and receipts are lies; 0: none',
    number,
    DEFAULT_PLAN.lieRate,
  )
  .option('--lies <kinds>', 'only these, separated by commas', kinds, allLies)
  .option('--shrink', 'makes a failing trial smaller afterwards', false)
  .parse();

await run(async () => {
  const options = program.opts<{
    seed?: number;
    minutes?: number;
    seconds?: number;
    nodes: number;
    owners: number;
    callers: number;
    businesses: number;
    callees: number;
    killEvery: number;
    databaseShare: number;
    databaseAway: number;
    lieRate: number;
    lies: readonly LieKind[];
    shrink: boolean;
  }>();
  const plan: TrialPlan = {
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
    seconds: options.seconds ?? (options.minutes === undefined ? DEFAULT_PLAN.seconds : options.minutes * 60),
    nodes: options.nodes,
    owners: options.owners,
    callers: options.callers,
    businesses: Math.min(options.businesses, MOST_BUSINESSES),
    callees: Math.min(options.callees, MOST_CALLEES),
    killEveryS: options.killEvery,
    databaseShare: options.databaseShare,
    databaseAwayS: options.databaseAway,
    lieRate: options.lieRate,
    lies: options.lies,
  };
  const print = (line: string) => console.log(line);
  const verdict = await runTrial(plan, { print });
  print(report(verdict));
  if (hasHeld(verdict)) return;
  process.exitCode = 1;
  if (!options.shrink) return;
  const fails = async (smaller: TrialPlan) => !hasHeld(await runTrial(smaller, { print: () => {} }));
  print(
    `\nThe smallest that still fails: npm run trial -- ${describe(await shrink(plan, { fails, print }))}`,
  );
});
