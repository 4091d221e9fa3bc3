/**
 * Onboarding as a whole: from the first text (S1) to the first forwarded call (COMPLETE). The states keep the names of
 * the runbook; each file in `states/` is one stretch of the conversation.
 */
import { onboarding } from './setup.ts';
import { S1_BUSINESS_TYPE_LOCATION, S2_BUSINESS_NAME } from './states/about-the-business.ts';
import { S3_OWNER_NAME, S4_NOTIFICATION_PREF } from './states/about-the-owner.ts';
import { COMPLETE } from './states/complete.ts';
import { S5_CONFIRM_LIVE } from './states/confirm-live.ts';
import { S6_PHONE_TYPE } from './states/phone-type.ts';
import { S7_FWD_SENT, S8_FWD_CONFIRM } from './states/set-up-forwarding.ts';
import { S9_TEST_CALL } from './states/test-call.ts';

export const machine = onboarding.createMachine({
  id: 'onboarding',
  context: ({ input }) => input,
  initial: 'S1_BUSINESS_TYPE_LOCATION',
  on: {
    TEXT_FAILED: {
      guard: 'isKeyText',
      actions: {
        type: 'alertOperator',
        params: ({ context, event }) => ({
          alert: 'A text that an owner needs could not be delivered',
          detail: `${context.facts.ownerPhone}, ${event.text}: ${event.reason}`,
        }),
      },
    },
  },
  states: {
    S1_BUSINESS_TYPE_LOCATION,
    S2_BUSINESS_NAME,
    S3_OWNER_NAME,
    S4_NOTIFICATION_PREF,
    S5_CONFIRM_LIVE,
    S6_PHONE_TYPE,
    S7_FWD_SENT,
    S8_FWD_CONFIRM,
    S9_TEST_CALL,
    COMPLETE,
  },
});
