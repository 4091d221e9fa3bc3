/** Scenario 6: no forwarding instructions without a number. */
import type { Scene } from '../player/script.ts';
import { logs, rows, sql, text, texts } from '../player/steps.ts';
import { ONBOARDING_NUMBER, OWNER_WITHOUT_NUMBER } from './people.ts';

const DOCUMENTED_LOGS = `❌ [ONBOARDING] CRITICAL: Twilio number missing at forwarding step
ONBOARDING_BLOCKED_NO_TWILIO_NUMBER {
  clientId: 'test-client-no-number',
  ownerPhone: '447900000999',
  currentState: 'S6_PHONE_TYPE',
  nextState: 'S7_FWD_SENT',
  timestamp: '...'
}
⚠️  [ONBOARDING] BLOCKED - NO TWILIO NUMBER`;

const DOCUMENTED_TEXT = `We're assigning your JobRun number now.

This usually takes a moment.

Reply READY in 1 minute to continue.`;

export const scenario6: Scene = {
  title: 'Test Scenario 6: Forwarding Instructions Without Number',
  goal: 'Verify forwarding instructions are blocked if number is missing',
  steps: [
    sql(`INSERT INTO clients (id, "businessName", region, "phoneNumber", "paymentActive", "twilioNumber")
VALUES ('test-client-no-number', 'No Number Test', 'UK', '447900000999', true, NULL);`),
    sql(`INSERT INTO onboarding_states ("client_id", "current_state", "collected_fields")
VALUES ('test-client-no-number', 'S6_PHONE_TYPE', '{}');`),
    text(OWNER_WITHOUT_NUMBER, ONBOARDING_NUMBER, '1'),
    logs(DOCUMENTED_LOGS),
    texts(OWNER_WITHOUT_NUMBER, [DOCUMENTED_TEXT]),
    rows(
      'State should be rolled back to S6_PHONE_TYPE',
      `SELECT "clientId", "current_state" FROM onboarding_states WHERE "client_id" = 'test-client-no-number';`,
      [{ clientId: 'test-client-no-number', current_state: 'S6_PHONE_TYPE' }],
    ),
    rows(
      'nothing ever led to S7_FWD_SENT',
      `SELECT COUNT(*) FROM transitions WHERE org_id = 'test-client-no-number' AND to_state = 'S7_FWD_SENT';`,
      [{ count: 0 }],
    ),
  ],
};
