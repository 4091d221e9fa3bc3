/** `npm run runbook`: plays a runbook against a service that it starts itself; exits 1 on any difference. */
import { Command, Option } from 'commander';
import { onboarding } from './runbook/onboarding/index.ts';
import { outbound } from './runbook/outbound/index.ts';
import { playRunbook } from './runbook/player/play.ts';
import type { Runbook } from './runbook/player/script.ts';

/** Another runbook is another folder beside `runbook/onboarding`, and another line here. */
const RUNBOOKS: ReadonlyMap<string, Runbook> = new Map([
  ['onboarding', onboarding],
  ['outbound', outbound],
]);

function readVariable(pair: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(pair) ?? [];
  if (!name || value === undefined) throw new Error(`--env wants NAME=VALUE, not "${pair}"`);
  return { ...earlier, [name]: value };
}

const command = new Command('runbook')
  .description('Plays a runbook and compares texts, logs and rows with what it documents.')
  .argument('[name]', `one of: ${[...RUNBOOKS.keys()].join(', ')}`, 'onboarding')
  .option('-v, --verbose', 'show expected and actual in full for every check', false)
  .addOption(
    new Option('--env <NAME=VALUE>', 'configure the service differently; may be repeated')
      .argParser(readVariable)
      .default({}),
  )
  .addHelpText(
    'after',
    '\nRUNBOOK_DATABASE_URL names a PostgreSQL server to play on (its login must be allowed to create\na database, which is dropped at the end); unset, an embedded one is started in a temporary folder.',
  )
  .action(async (name: string, options: { verbose: boolean; env: Record<string, string> }) => {
    const runbook = RUNBOOKS.get(name);
    if (!runbook) {
      return command.error(
        `error: there is no runbook "${name}"; there is: ${[...RUNBOOKS.keys()].join(', ')}`,
      );
    }
    const { differences } = await playRunbook(runbook, {
      serverUrl: process.env.RUNBOOK_DATABASE_URL,
      env: options.env,
      print: (line) => console.log(line),
      isVerbose: options.verbose,
    });
    process.exitCode = differences === 0 ? 0 : 1;
  });

await command.parseAsync();
