/** Setup: a business with a number of its own that an agent answers, and a key for its programs. */
import type { Scene } from '../player/script.ts';
import { script, sql, yieldingScript } from '../player/steps.ts';
import { BUSINESS, NUMBER } from './people.ts';

export const setup: Scene = {
  title: 'Setup',
  goal: 'A business on the canary list, its number, and an API key',
  steps: [
    script('db-migrate'),
    script('seed-twilio-pool', [], { TWILIO_POOL_NUMBERS: NUMBER }),
    sql(`INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive")
VALUES ('${BUSINESS}', 'Test Business', 'UK', '+447700900800', true);`),
    script('pool-allocate', [BUSINESS]),
    sql(`UPDATE public.phone_numbers SET voice_mode = 'ai_elevenlabs' WHERE phone_e164 = '${NUMBER}';`),
    yieldingScript('<token>', 'keys', ['create', '--org', BUSINESS, '--name', 'runbook']),
  ],
};
