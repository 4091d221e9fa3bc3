/** Scenario 4: allocating again gives the same number; before it, whoever waited for the pool is served. */
import type { Scene } from '../player/script.ts';
import { logs, note, ownWording, results, rows, script, sql, texts } from '../player/steps.ts';
import { isInState } from './answers.ts';
import { SECOND_OWNER } from './people.ts';

const DOCUMENTED_LOGS = `📞 [POOL] Allocating Twilio number
   Client ID: test-client-1
✅ [POOL] Client already has number (idempotent): +447111111111`;

/** The same lines as for an owner who says READY: the service asks the gate by itself. */
const WAITING_LIST_LOGS = `💳 [PAYMENT_GATE] Checking payment status before phone type selection
✅ [PAYMENT_GATE] Payment active - allocating Twilio number
📞 [POOL] Allocating Twilio number
   Client ID: test-client-2
📞 [POOL] Selected number: +447111111112
✅ [POOL] Number assigned successfully
   Client: test-client-2
   Number: +447111111112
POOL_ALLOCATION_SUCCESS { clientId: 'test-client-2', phoneE164: '+447111111112', timestamp: '...' }
✅ [PAYMENT_GATE] Number allocated: +447111111112
NUMBER_ALLOCATED { clientId: 'test-client-2', phoneE164: '+447111111112', ownerPhone: '447900000002', timestamp: '...' }`;

/** The promise is a minute; the triggers of the pool do it at once. */
const SERVED_WITHIN_MS = 60_000;

export const scenario4: Scene = {
  title: 'Test Scenario 4: Idempotency (Retry After Allocation)',
  goal: "Verify allocation is idempotent (doesn't allocate twice)",
  steps: [
    sql(`UPDATE twilio_number_pool SET status = 'AVAILABLE', "client_id" = NULL, "assigned_at" = NULL;`),
    note(
      'test-client-2 of scenario 3 was promised a text when a number is ready: freeing the pool keeps it.',
    ),
    note('+447111111111 looks free now, but test-client-1 still holds it: it is not handed out.'),
    rows(
      'test-client-2 is served from the waiting list',
      `SELECT id, "twilioNumber" FROM clients WHERE id = 'test-client-2';`,
      [{ id: 'test-client-2', twilioNumber: '+447111111112' }],
      { withinMs: SERVED_WITHIN_MS },
    ),
    logs(WAITING_LIST_LOGS),
    texts(SECOND_OWNER, [ownWording('the number is ready', /^Your JobRun number is \+447111111112\. /)]),
    isInState('test-client-2', 'S6_PHONE_TYPE'),
    rows(
      "Should show: twilioNumber = '+447111111111'",
      `SELECT id, "twilioNumber" FROM clients WHERE id = 'test-client-1';`,
      [{ id: 'test-client-1', twilioNumber: '+447111111111' }],
    ),
    script('pool-allocate', ['test-client-1']),
    logs(DOCUMENTED_LOGS),
    results("reason: 'ALREADY_ASSIGNED'", [
      {
        success: true,
        phoneE164: '+447111111111',
        reason: 'ALREADY_ASSIGNED',
        clientId: 'test-client-1',
      },
    ]),
    rows(
      'Client should STILL have same number',
      `SELECT id, "twilioNumber" FROM clients WHERE id = 'test-client-1';`,
      [{ id: 'test-client-1', twilioNumber: '+447111111111' }],
    ),
    rows(
      'Pool should NOT have duplicate assignments',
      `SELECT COUNT(*) FROM twilio_number_pool WHERE "client_id" = 'test-client-1';`,
      [{ count: 1 }],
    ),
  ],
};
