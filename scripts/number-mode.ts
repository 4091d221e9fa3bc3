/** `npm run number:mode -- NUMBER MODE`: what a call to an organization's number means: `dial_owner` or `forwarded_in`. */
import { Argument, Command } from 'commander';
import { CHOOSABLE_MODES, type ChoosableMode, setVoiceMode } from '../src/numbers/index.ts';
import { parsePhone } from '../src/values/phone.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';

const command = new Command()
  .showHelpAfterError()
  .name('number-mode')
  .description('dial_owner: we ring the owner. forwarded_in: the owner forwards to us what they miss.')
  .argument('<number>', 'the number of the organization')
  .addArgument(new Argument('<mode>', 'what a call means').choices(CHOOSABLE_MODES))
  .parse();

const REFUSALS = {
  UNKNOWN_NUMBER: 'is not one of our numbers',
  NOT_ASSIGNED: 'is not the number of an organization',
  FORWARDS_HERE:
    "is where its owner's phone forwards to: ringing the owner would end here again, billed each time. First the owner texts FORWARDING OFF and dials the code they get",
} as const;

await run(async () => {
  const [typed = '', mode] = command.args as [string, ChoosableMode];
  const number = parsePhone(typed);
  if (number === null) throw new ScriptError(`"${typed}" is not a phone number`);
  const database = await openDatabase(process.env, { connections: 1 });
  try {
    const result = await database.engine.begin((tx) => setVoiceMode(tx, number, mode));
    if (!result.isSet) throw new ScriptError(`${number} ${REFUSALS[result.reason]}.`);
    console.log(
      result.before === mode ? `${number} is ${mode} already.` : `${number}: ${result.before} -> ${mode}`,
    );
  } finally {
    await database.close();
  }
});
