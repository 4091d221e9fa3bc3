/** Ids in the shapes of the companies: a Twilio SID is two letters and 32 hex digits. */
import { randomBytes } from 'node:crypto';

export type SidPrefix = 'SM' | 'MM' | 'CA' | 'PN' | 'RE' | 'PC';

export function newSid(prefix: SidPrefix): string {
  return prefix + randomBytes(16).toString('hex');
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Stripe's ids are a prefix and letters and digits: `sub_1Qx…`. */
export function newStripeId(prefix: string, length = 24): string {
  let id = '';
  for (const byte of randomBytes(length)) id += alphabet[byte % alphabet.length];
  return `${prefix}_${id}`;
}

/** ElevenLabs' ids look like Stripe's: `conv_01jx…`, in small letters. */
export function newElevenLabsId(prefix: 'conv' | 'toolu'): string {
  return newStripeId(prefix, 26).toLowerCase();
}
