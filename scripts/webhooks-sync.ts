/** `npm run webhooks:sync`: points every number of ours at this service. `-- --check` only looks, and ends with 1 on drift. */
import { Command } from 'commander';
import { findWebhookDrift, pointNumbersHere } from '../src/numbers/index.ts';
import { openDatabase } from './support/database.ts';
import { run, ScriptError } from './support/run.ts';
import { openTwilio } from './support/twilio.ts';

const { check } = new Command()
  .name('webhooks-sync')
  .description(
    'Compares the webhook URLs at Twilio with what this service expects, and sets those that differ.',
  )
  .option('--check', 'change nothing; end with 1 when something differs', false)
  .parse()
  .opts<{ check: boolean }>();

await run(async () => {
  const { landlord, webhooks } = await openTwilio(process.env);
  const db = await openDatabase(process.env, { connections: 1 });
  try {
    const { astray, missing } = await findWebhookDrift(db.engine, landlord, webhooks);
    for (const phone of missing) console.log(`${phone}  not in the Twilio account`);
    for (const { phoneE164, wrong } of astray) console.log(`${phoneE164}  ${wrong.join(', ')} differ`);
    if (check) {
      if (astray.length + missing.length > 0) throw new ScriptError('The numbers at Twilio have drifted.');
      console.log('Every number points here.');
      return;
    }
    const changed = await pointNumbersHere(db.engine, landlord, { owned: astray, webhooks });
    console.log(`Set the URLs of ${changed.length} numbers.`);
    if (missing.length > 0) throw new ScriptError('Some numbers are not in the Twilio account.');
  } finally {
    await db.close();
  }
});
