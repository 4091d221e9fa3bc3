/** `npm run number:release -- ID`: takes the number from an organization; it rests before it is handed out again. */
import { Command } from 'commander';
import { releaseNumber } from '../src/numbers/index.ts';
import { loadVariables } from '../src/platform/config/index.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';

const command = new Command()
  .showHelpAfterError()
  .name('number-release')
  .description('Takes the number from an organization. The number rests for NUMBER_QUARANTINE_DAYS.')
  .argument('<id>', 'the id of the organization')
  .parse();

await run(async () => {
  const [orgId] = command.args;
  if (!orgId) throw new ScriptError('Which organization?');
  const { NUMBER_QUARANTINE_DAYS: quarantineDays } = loadVariables(process.env, ['NUMBER_QUARANTINE_DAYS']);
  const database = await openDatabase(process.env, { connections: 1 });
  try {
    const result = await releaseNumber(database.engine, orgId, { now: new Date(), quarantineDays });
    if (!result.released) {
      throw new ScriptError(
        result.reason === 'NO_NUMBER' ? `${orgId} has no number` : `There is no organization ${orgId}`,
      );
    }
    console.log(
      `${result.phoneE164} was taken from ${orgId} and rests until ${result.quarantinedUntil.toISOString()}.`,
    );
  } finally {
    await database.close();
  }
});
