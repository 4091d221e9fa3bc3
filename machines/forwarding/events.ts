/** What can happen to the owner's call forwarding. */

export type PhoneType = 'iphone' | 'android' | 'landline';

/** A call that reached the organization's number. Phones are E.164; `null` is withheld or not said. */
export type ArrivedCall = {
  from: string | null;
  /** The phone that forwarded the call; many carriers do not say. */
  forwardedFrom: string | null;
  /** The caller is one of our own numbers: a test call. */
  isFromOurNumber: boolean;
};

export type ForwardingEvent =
  | { type: 'INSTRUCTIONS_SENT'; phoneType: PhoneType }
  | { type: 'OWNER_CONFIRMED' }
  | { type: 'TEST_CALL_PROVED'; from: string | null }
  | { type: 'TEST_CALL_FAILED' }
  | ({ type: 'CALL_ARRIVED' } & ArrivedCall)
  | { type: 'FORWARDING_DISABLED' };
