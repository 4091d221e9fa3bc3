/** Scenario 2: an owner who has paid gets a number and goes live with a forwarded test call. */
import type { Scene } from '../player/script.ts';
import { forwardedCall, logs, ownWording, rows, sql, text, texts } from '../player/steps.ts';
import { isInState } from './answers.ts';
import { CALLER, FIRST_OWNER, ONBOARDING_NUMBER } from './people.ts';

const PAYMENT_GATE_LOGS = `💳 [PAYMENT_GATE] Checking payment status before phone type selection
✅ [PAYMENT_GATE] Payment active - allocating Twilio number
📞 [POOL] Allocating Twilio number
   Client ID: test-client-1
📞 [POOL] Selected number: +447111111111
✅ [POOL] Number assigned successfully
   Client: test-client-1
   Number: +447111111111
POOL_ALLOCATION_SUCCESS { clientId: 'test-client-1', phoneE164: '+447111111111', timestamp: '...' }
✅ [PAYMENT_GATE] Number allocated: +447111111111
NUMBER_ALLOCATED { clientId: 'test-client-1', phoneE164: '+447111111111', ownerPhone: '447900000001', timestamp: '...' }`;

const FORWARDING_LOGS = `📲 [ONBOARDING] Sending forwarding instructions
   Client Twilio Number: +447111111111
✅ [ONBOARDING] HANDLER COMPLETE`;

const DOCUMENTED_TEXT = `📱 iPhone Setup (30 seconds)

1. Open Phone app
2. Tap your profile (top right)
3. Scroll to "Call Forwarding"
4. Enable "When Busy or Unanswered"
5. Enter this number:
   +447111111111

Done? Reply DONE`;

export const scenario2: Scene = {
  title: 'Test Scenario 2: Payment Active (Successful Allocation)',
  goal: 'Verify payment gate passes and number is allocated atomically',
  steps: [
    sql(`UPDATE clients SET "paymentActive" = true WHERE id = 'test-client-1';`),
    text(FIRST_OWNER, ONBOARDING_NUMBER, 'READY'),
    logs(PAYMENT_GATE_LOGS),
    isInState('test-client-1', 'S6_PHONE_TYPE'),
    text(FIRST_OWNER, ONBOARDING_NUMBER, '1'),
    logs(FORWARDING_LOGS),
    texts(FIRST_OWNER, [
      DOCUMENTED_TEXT,
      ownWording('the dial code, for phones that do not show that setting', /\*\*004\*\+447111111111/),
    ]),
    isInState('test-client-1', 'S7_FWD_SENT'),
    text(FIRST_OWNER, ONBOARDING_NUMBER, 'DONE'),
    isInState('test-client-1', 'S8_FWD_CONFIRM'),
    forwardedCall({ caller: CALLER, owner: FIRST_OWNER, number: '+447111111111' }),
    rows(
      'the test call led over S9_TEST_CALL to COMPLETE',
      `SELECT from_state, to_state FROM transitions
WHERE org_id = 'test-client-1' AND to_state IN ('S9_TEST_CALL', 'COMPLETE') ORDER BY id;`,
      [
        { from_state: 'S8_FWD_CONFIRM', to_state: 'S9_TEST_CALL' },
        { from_state: 'S9_TEST_CALL', to_state: 'COMPLETE' },
      ],
    ),
    isInState('test-client-1', 'COMPLETE'),
    rows(
      'Client should have twilioNumber assigned',
      `SELECT id, "twilioNumber", "paymentActive" FROM clients WHERE id = 'test-client-1';`,
      [{ id: 'test-client-1', twilioNumber: '+447111111111', paymentActive: true }],
    ),
    rows(
      'Pool should have 1 ASSIGNED, 9 AVAILABLE',
      `SELECT status, COUNT(*) FROM twilio_number_pool GROUP BY status;`,
      [
        { status: 'ASSIGNED', count: 1 },
        { status: 'AVAILABLE', count: 9 },
      ],
    ),
    rows(
      'Pool record should be linked to client',
      `SELECT "phoneE164", status, "client_id" FROM twilio_number_pool WHERE status = 'ASSIGNED';`,
      [{ phoneE164: '+447111111111', status: 'ASSIGNED', client_id: 'test-client-1' }],
    ),
    rows(
      'OnboardingState should be at S6_PHONE_TYPE or beyond',
      `SELECT "clientId", "currentState" FROM onboarding_states WHERE "client_id" = 'test-client-1';`,
      [
        {
          clientId: 'test-client-1',
          currentState: /^(S6_PHONE_TYPE|S7_FWD_SENT|S8_FWD_CONFIRM|S9_TEST_CALL|COMPLETE)$/,
        },
      ],
    ),
  ],
};
