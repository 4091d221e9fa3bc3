/** Do our numbers at Twilio still point here? The same look as `npm run webhooks:sync -- --check`. */
import type { Finding } from '../../src/health/index.ts';
import { findWebhookDrift } from '../../src/numbers/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { openTwilio } from '../support/twilio.ts';

export async function findDrift(sql: Sql, env: NodeJS.ProcessEnv): Promise<Finding | null> {
  const { landlord, webhooks } = await openTwilio(env);
  const { astray, missing } = await findWebhookDrift(sql, landlord, webhooks);
  if (astray.length + missing.length === 0) return null;
  return {
    severity: 'error',
    what: 'Numbers of ours point elsewhere at Twilio, or are not in the account: their texts and calls are lost.',
    remedy: 'npm run webhooks:sync; a number that is gone: npm run pool:status',
    count: astray.length + missing.length,
    examples: [
      ...astray.map(({ phoneE164, wrong }) => `${phoneE164}: ${wrong.join(', ')}`),
      ...missing.map((phone) => `${phone}: not in the account`),
    ],
  };
}
