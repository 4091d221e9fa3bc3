/** Box 5: who is on the list is not called, neither alone nor in a batch. */
import type { Scene } from '../player/script.ts';
import { answer, callee, curl, rows, sql } from '../player/steps.ts';
import { CALLEE, OTHER_CALLEE } from './people.ts';

const CALL_MS = 20_000;

export const doNotCall: Scene = {
  title: '[5] A number on the do-not-call list is blocked',
  goal: '503 DO_NOT_CALL_BLOCKED, and a batch leaves it out',
  steps: [
    sql(`INSERT INTO "DoNotCall" (id, "businessId", "phoneE164", source)
VALUES ('dnc_test', <BUSINESS_ID>, '+905551234567', 'MANUAL_TEST');`),
    curl(`curl -X POST https://<domain>/api/assistants/test-call \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "phoneNumber": "+905551234567",
    "callType": "BILLING_REMINDER"
  }'`),
    answer('blocked', { status: 503, body: { error: 'DO_NOT_CALL_BLOCKED' } }),
    callee(OTHER_CALLEE, ['Evet']),
    curl(`curl -X POST https://<domain>/api/batch-calls \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "campaignName": "DNC Test",
    "callType": "BILLING_REMINDER",
    "recipients": [
      {"name": "Test DNC", "phone": "+905551234567"},
      {"name": "Test OK", "phone": "+905559998877"}
    ]
  }'`),
    answer('one of two is left out', {
      status: 201,
      atLeast: { success: true, recipients: 2, skippedDoNotCall: 1 },
    }),
    rows(
      'only the other one is called',
      `SELECT r.phone, c.status FROM public.batch_recipients r
LEFT JOIN public.agent_calls c ON c.id = r.call_id ORDER BY r.position;`,
      [
        { phone: CALLEE, status: null },
        { phone: OTHER_CALLEE, status: 'completed' },
      ],
      { withinMs: CALL_MS },
    ),
    sql(`DELETE FROM "DoNotCall" WHERE id = 'dnc_test';`),
  ],
};
