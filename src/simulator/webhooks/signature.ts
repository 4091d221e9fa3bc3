/** X-Twilio-Signature: https://www.twilio.com/docs/usage/security — written out here rather than borrowed
 * from the client, so that the tests compare two implementations. */
import { createHmac } from 'node:crypto';

/** `url` is the full URL as called, query included; `fields` are the POST form fields, none for GET. */
export function twilioSignature(
  authToken: string,
  url: string,
  fields: Readonly<Record<string, string>>,
): string {
  let signed = url;
  for (const name of Object.keys(fields).sort()) signed += name + fields[name];
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
