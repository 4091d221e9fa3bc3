/** Setup: migrations, and ten numbers for the pool. */
import type { Scene } from '../player/script.ts';
import { rows, script } from '../player/steps.ts';
import { POOL_NUMBERS } from './people.ts';

export const setup: Scene = {
  title: 'Setup',
  goal: 'Run the migrations and seed the number pool',
  steps: [
    script('db-migrate'),
    script('seed-twilio-pool', [], { TWILIO_POOL_NUMBERS: POOL_NUMBERS }),
    rows(
      "10 rows with status='AVAILABLE', client_id=NULL",
      'SELECT phone_e164, status, client_id FROM twilio_number_pool;',
      POOL_NUMBERS.split(',').map((number) => ({ phone_e164: number, status: 'AVAILABLE', client_id: null })),
    ),
  ],
};
