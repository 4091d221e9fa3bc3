/** Scenario 1: an owner who has not paid is asked to, and gets no number. */
import type { Scene } from '../player/script.ts';
import { logs, rows, sql, text, texts } from '../player/steps.ts';
import { answersUpToS5, isInState } from './answers.ts';
import { FIRST_OWNER, ONBOARDING_NUMBER } from './people.ts';

const DOCUMENTED_LOGS = `💳 [PAYMENT_GATE] Checking payment status before phone type selection
❌ [PAYMENT_GATE] Payment not active - blocking progression
💳 [PAYMENT_GATE] Sending payment message
PAYMENT_REQUIRED { clientId: 'test-client-1', ownerPhone: '447900000001', timestamp: '...' }
⚠️  [ONBOARDING] BLOCKED BY PAYMENT GATE`;

const DOCUMENTED_TEXT = `Perfect! One last step before we go live.

JobRun costs £29/month (cancel anytime).

To activate, confirm payment here:
https://buy.stripe.com/test_XXXXX (placeholder)

Reply READY once you've confirmed.`;

export const scenario1: Scene = {
  title: 'Test Scenario 1: Payment Inactive (No Allocation)',
  goal: 'Verify payment gate blocks progression and requests payment',
  steps: [
    sql(`INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive", "twilioNumber")
VALUES ('test-client-1', 'Test Business', 'UK', '447900000001', false, NULL);`),
    // The document starts the onboarding with this text and gives it once more as the answer in S1: both arrive.
    text(FIRST_OWNER, ONBOARDING_NUMBER, 'Plumber from London'),
    ...answersUpToS5(FIRST_OWNER, 'test-client-1'),
    text(FIRST_OWNER, ONBOARDING_NUMBER, 'YES'),
    logs(DOCUMENTED_LOGS),
    texts(FIRST_OWNER, [DOCUMENTED_TEXT], {
      placeholder: 'https://buy.stripe.com/test_XXXXX (placeholder)',
      why: 'the placeholder link is our own short link',
      pathSql: `SELECT '/pay/' || pay_token FROM organizations WHERE id = 'test-client-1'`,
    }),
    rows(
      'Client should NOT have twilioNumber assigned',
      `SELECT id, "twilioNumber", "paymentActive" FROM clients WHERE id = 'test-client-1';`,
      [{ id: 'test-client-1', twilioNumber: null, paymentActive: false }],
    ),
    rows(
      'OnboardingState should still be at S5_CONFIRM_LIVE',
      `SELECT "clientId", "currentState" FROM onboarding_states WHERE "client_id" = 'test-client-1';`,
      [{ clientId: 'test-client-1', currentState: 'S5_CONFIRM_LIVE' }],
    ),
    rows(
      'Pool should still have 10 available numbers',
      `SELECT COUNT(*) FROM twilio_number_pool WHERE status = 'AVAILABLE';`,
      [{ count: 10 }],
    ),
    isInState('test-client-1', 'S5_CONFIRM_LIVE'),
  ],
};
