/** The people and numbers of this runbook, as its document names them. */

export const ONBOARDING_NUMBER = '+447476955179';
export const POOL_NUMBERS =
  '+447111111111,+447111111112,+447111111113,+447111111114,+447111111115,+447111111116,+447111111117,+447111111118,+447111111119,+447111111110';

/** test-client-1, who has not paid. */
export const FIRST_OWNER = '+447900000001';
/** test-client-2, for whom there is no number. */
export const SECOND_OWNER = '+447900000002';
/** test-client-no-number, who was put into S6 by hand. */
export const OWNER_WITHOUT_NUMBER = '+447900000999';
/** Somebody who rings an owner. */
export const CALLER = '+447700900123';
