/** Box 4: a test call is made from either endpoint, answered, understood, and stands in the call log. */
import { ANY_TIME, type Scene } from '../player/script.ts';
import { answer, callee, curl, grep, rows } from '../player/steps.ts';
import { BUSINESS, CALLEE } from './people.ts';

/** A call of the simulator takes a second or two; this is for a machine that is busy with other things. */
const CALL_MS = 20_000;

const callLog = `SELECT
  "callId",
  "businessId",
  status,
  direction,
  "endReason",
  "analysisData"->'label' AS label,
  "analysisData"->'callType' AS "callType",
  "analysisData"->'mode' AS mode,
  "createdAt"
FROM "CallLog"
WHERE "businessId" = <BUSINESS_ID>
ORDER BY "createdAt" DESC
LIMIT 5;`;

const logged = (label: string) => ({
  ...{ callId: /./, businessId: BUSINESS, status: 'completed', direction: 'outbound', endReason: /./ },
  ...{ label, callType: 'BILLING_REMINDER', mode: 'KEYWORD_ONLY', createdAt: ANY_TIME },
});

export const testCall: Scene = {
  title: '[4] A test call is made, and the call log is right',
  goal: 'Both endpoints ring the phone; what was answered is understood and written down',
  steps: [
    callee(CALLEE, ['Evet, bugün ödeyeceğim']),
    curl(`curl -X POST https://<domain>/api/assistants/test-call \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "phoneNumber": "+905551234567",
    "callType": "BILLING_REMINDER"
  }'`),
    answer('the call is taken', { status: 200, atLeast: { success: true } }),
    rows('answered, understood as YES', callLog, [logged('YES')], { withinMs: CALL_MS }),
    callee(CALLEE, ['Hayır, teşekkürler']),
    curl(`curl -X POST https://<domain>/api/phone-numbers/<phone_number_id>/test-call \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "testPhoneNumber": "+905551234567",
    "callType": "BILLING_REMINDER"
  }'`),
    answer('the call is taken', { status: 200, atLeast: { success: true } }),
    rows('the newest first: NO, then YES', callLog, [logged('NO'), logged('YES')], { withinMs: CALL_MS }),
    grep('[MAIN_WEBHOOK_HIT]'),
    grep('phone_outbound_v1'),
  ],
};
