/** What counts as a phone number here: the shape of E.164, and nothing stricter. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';

/** Reserved and documented test numbers are "invalid" for libphonenumber, so only the shape is asked. */
const shape = /^\+[1-9]\d{6,14}$/;

export const e164 = z.string().regex(shape, 'not an E.164 number');

export function isE164(value: string): boolean {
  return shape.test(value);
}

/** A number as a person dials it, in E.164; null when it cannot be one. `near` gives the country of local numbers. */
export function dialled(input: string, near: string): string | null {
  const plain = input.replace(/[\s().-]/g, '');
  if (isE164(plain)) return plain;
  const parsed = parsePhoneNumberFromString(plain, countryOf(near) || 'GB')?.number;
  return parsed && isE164(parsed) ? parsed : null;
}

/** ISO 3166 country, or the empty string that Twilio sends when it does not know. */
export function countryOf(number: string): CountryCode | '' {
  const parsed = isE164(number) ? parsePhoneNumberFromString(number) : undefined;
  if (parsed?.country) return parsed.country;
  if (number.startsWith('+44')) return 'GB';
  return number.startsWith('+1') ? 'US' : '';
}

/** The ways in which people group digits; only the two countries of the reserved ranges are known. */
export function readable(number: string): string {
  const uk = /^\+44(7\d{3})(\d{6})$/.exec(number);
  if (uk) return `+44 ${uk[1]} ${uk[2]}`;
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return us ? `+1 ${us[1]} ${us[2]} ${us[3]}` : number;
}
