/** Scenario 3: an owner who has paid is told that there is no number at the moment. */
import type { Scene } from '../player/script.ts';
import { logs, rows, sql, text, texts } from '../player/steps.ts';
import { answersUpToS5 } from './answers.ts';
import { ONBOARDING_NUMBER, SECOND_OWNER } from './people.ts';

const DOCUMENTED_LOGS = `💳 [PAYMENT_GATE] Checking payment status before phone type selection
✅ [PAYMENT_GATE] Payment active - allocating Twilio number
📞 [POOL] Allocating Twilio number
   Client ID: test-client-2
❌ [POOL] POOL_EMPTY - No available numbers
POOL_EMPTY { clientId: 'test-client-2', timestamp: '...' }
❌ [PAYMENT_GATE] Number allocation failed: POOL_EMPTY
POOL_EMPTY_DURING_ONBOARDING { clientId: 'test-client-2', ownerPhone: '447900000002', timestamp: '...' }
⚠️  [ONBOARDING] BLOCKED BY ALLOCATION FAILURE`;

const DOCUMENTED_TEXT = `We're currently at capacity.

Your payment is confirmed, and you're on our priority list.

We'll text you within 24 hours when your JobRun number is ready.`;

export const scenario3: Scene = {
  title: 'Test Scenario 3: Pool Empty',
  goal: 'Verify graceful handling when no numbers available',
  steps: [
    sql(
      `UPDATE twilio_number_pool SET status = 'ASSIGNED', "client_id" = 'dummy-client', "assigned_at" = NOW();`,
    ),
    sql(`INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive", "twilioNumber")
VALUES ('test-client-2', 'Test Business 2', 'UK', '447900000002', true, NULL);`),
    ...answersUpToS5(SECOND_OWNER, 'test-client-2'),
    text(SECOND_OWNER, ONBOARDING_NUMBER, 'YES'),
    logs(DOCUMENTED_LOGS),
    texts(SECOND_OWNER, [DOCUMENTED_TEXT]),
    rows(
      'Client should NOT have twilioNumber',
      `SELECT id, "twilioNumber", "paymentActive" FROM clients WHERE id = 'test-client-2';`,
      [{ id: 'test-client-2', twilioNumber: null, paymentActive: true }],
    ),
    rows(
      'OnboardingState should still be at S5_CONFIRM_LIVE',
      `SELECT "clientId", "currentState" FROM onboarding_states WHERE "client_id" = 'test-client-2';`,
      [{ clientId: 'test-client-2', currentState: 'S5_CONFIRM_LIVE' }],
    ),
    rows(
      'Pool should have 0 available',
      `SELECT COUNT(*) FROM twilio_number_pool WHERE status = 'AVAILABLE';`,
      [{ count: 0 }],
    ),
  ],
};
