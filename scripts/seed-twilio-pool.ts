/** `npm run seed:pool`: adds the numbers of `TWILIO_POOL_NUMBERS` to the pool, all or none; again adds nothing. */
import { Command } from 'commander';
import {
  checkOwnership,
  NotAPoolNumberError,
  type NumberLandlord,
  type OwnedNumber,
  pointNumbersHere,
  readPoolList,
  seedPool,
} from '../src/numbers/index.ts';
import { loadVariables } from '../src/platform/config/index.ts';
import type { PhoneE164 } from '../src/values/phone.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';
import { openTwilio } from './support/twilio.ts';

const { verify } = new Command()
  .name('seed-twilio-pool')
  .description('Adds the numbers of TWILIO_POOL_NUMBERS (separated by commas, spaces or lines) to the pool.')
  .option('--verify', 'first ask Twilio whether they are ours, afterwards set their webhook URLs', false)
  .parse()
  .opts<{ verify: boolean }>();

await run(async () => {
  const phones = readNumbers(process.env);
  const twilio = verify ? await openTwilio(process.env) : null;
  const owned = twilio ? await mustBeOurs(twilio.landlord, phones) : [];
  const database = await openDatabase(process.env, { connections: 2 });
  try {
    const { added, known } = await seedPool(database.engine, phones).catch(explain);
    // Plans that were made while the pool was small must not outlive that.
    await database.operator`ANALYZE public.phone_numbers`;
    console.log(`Added ${added.length} numbers to the pool; ${known.length} were there already.`);
    for (const phone of added) console.log(`  + ${phone}`);
    if (twilio) {
      const changed = await pointNumbersHere(database.engine, twilio.landlord, { ...twilio, owned });
      console.log(`All ${owned.length} are ours at Twilio; the webhook URLs of ${changed.length} were set.`);
    }
  } finally {
    await database.close();
  }
});

/** Every number is judged before anything is touched. */
function readNumbers(env: NodeJS.ProcessEnv): readonly PhoneE164[] {
  const { DEFAULT_COUNTRY } = loadVariables(env, ['DEFAULT_COUNTRY']);
  const { phones, bad } = readPoolList(env.TWILIO_POOL_NUMBERS ?? '', DEFAULT_COUNTRY);
  if (bad.length > 0) {
    const named = bad.map((entry) => JSON.stringify(entry)).join(', ');
    throw new ScriptError(`Not phone numbers: ${named}. Nothing was added.`);
  }
  if (phones.length === 0) {
    throw new ScriptError('TWILIO_POOL_NUMBERS is empty; set it to numbers like +447700900001,+447700900002');
  }
  return phones;
}

async function mustBeOurs(
  landlord: NumberLandlord,
  phones: readonly PhoneE164[],
): Promise<readonly OwnedNumber[]> {
  const { owned, missing } = await checkOwnership(landlord, phones);
  if (missing.length === 0) return owned;
  throw new ScriptError(`The Twilio account does not own ${missing.join(', ')}. Nothing was added.`);
}

function explain(error: unknown): never {
  if (error instanceof NotAPoolNumberError) throw new ScriptError(`${error.message}. Nothing was added.`);
  throw error;
}
