/** Masks credentials in text that we did not write: messages and stacks of errors, stored payloads. Pure. */

/** The shapes in which a URL, a header or an error can carry one. */
const SECRETS: readonly RegExp[] = [
  // webhook_token=… in a query, also percent-encoded or as a JSON field
  /(?<=webhook_token(?:=|%3D|":\s*"))[^&\s"'#]+/gi,
  // scheme://user:password@host
  /(?<=\/\/[^:/\s@]*:)[^@\s/]+(?=@)/g,
  // Authorization: Basic … and Bearer …
  /(?<=\b(?:Basic|Bearer)\s+)[\w+/=.~-]{8,}/g,
  // keys of Stripe
  /\b(?:sk|rk)_(?:live|test)_\w+/g,
  /\bwhsec_\w+/g,
  // keys and webhook secrets of ElevenLabs
  /\bsk_[0-9a-f]{32,}/g,
  /\bwsec_\w+/g,
  // keys of our own API
  /\bjrk_[\w-]{43}/g,
  // short links: whoever holds the token can act as its owner
  /(?<=\/(?:pay|portal)\/)[\w-]{20,}/g,
];

export function maskSecrets(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, '[redacted]'), text);
}
