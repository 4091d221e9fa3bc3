/** Box 10: a test call says what it is about, or it is not made. */
import type { Scene } from '../player/script.ts';
import { answer, curl } from '../player/steps.ts';

const body = {
  error: 'callType is required',
  validTypes: ['BILLING_REMINDER', 'APPOINTMENT_REMINDER', 'SHIPPING_UPDATE'],
};

export const callTypeMissing: Scene = {
  title: '[10] A test call without callType is answered 400',
  goal: 'The documented body, on both endpoints',
  steps: [
    curl(`curl -X POST https://<domain>/api/assistants/test-call \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "phoneNumber": "+905551234567"
  }'`),
    answer('assistants/test-call', { status: 400, body }),
    curl(`curl -X POST https://<domain>/api/phone-numbers/<phone_number_id>/test-call \\
  -H "Authorization: Bearer <token>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "testPhoneNumber": "+905551234567"
  }'`),
    answer('phone-numbers/:id/test-call', { status: 400, body }),
  ],
};
