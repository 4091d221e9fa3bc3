/** A text as Twilio delivers it: a signed form. */
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { PreparedRequest } from './wire.ts';

export interface SignedDoor {
  readonly url: string;
  /** The address as the network knows it; unset: the same. */
  readonly signedUrl?: string;
  readonly authToken: string;
}

export function signedForm(
  { url, signedUrl = url, authToken }: SignedDoor,
  fields: Readonly<Record<string, string>>,
): PreparedRequest {
  const body = new URLSearchParams(fields).toString();
  return {
    url,
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': getExpectedTwilioSignature(authToken, signedUrl, fields),
    },
  };
}
