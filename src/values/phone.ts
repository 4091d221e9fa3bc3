/** Phone numbers: one canonical spelling (E.164) for every way a person writes a number. Pure. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type { CountryCode };

declare const phoneBrand: unique symbol;

/** A phone number in the one canonical spelling, `^\+[1-9]\d{6,14}$` (ITU-T E.164, with the documents' lower bound). */
export type PhoneE164 = string & { readonly [phoneBrand]: true };

/** The documents' rule decides; libphonenumber only normalises, because reserved test numbers are "invalid" there. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** Is this string already the canonical spelling? */
export function isPhoneE164(value: string): value is PhoneE164 {
  return E164.test(value);
}

/**
 * Brings a number in any usual spelling (`+44 7900 000001`, `07900 000001`, `447900000001`, `0044…`) to E.164.
 * Returns `null` for what is not a phone number: `anonymous`, a short code, letters.
 */
export function parsePhone(input: string, defaultCountry: CountryCode = 'GB'): PhoneE164 | null {
  const trimmed = input.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
  if (isPhoneE164(trimmed)) return trimmed;
  const digits = withoutDressing(trimmed);
  // Seven: a short code (five or six digits, three for 999) is nobody's phone and must not gain a country.
  if (!/^\+?\d{7,20}$/.test(digits)) return null;
  const international = digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
  const parsed =
    parsePhoneNumberFromString(international, defaultCountry)?.number ??
    (/^[1-9]\d{9,14}$/.test(digits) ? `+${digits}` : international);
  return acceptable(parsed, digits, defaultCountry);
}

/** Spaces, brackets, any dash, full-width digits, and the invisible marks that a copied contact brings along. */
function withoutDressing(input: string): string {
  return input.normalize('NFKC').replace(/[\s\p{Cf}\p{Pd}()./]/gu, '');
}

/**
 * `447900000001` (international, without its plus) parses as a British *national* number that is too long;
 * what is not a possible national number but starts with the country's calling code is read as international.
 */
function acceptable(parsed: string, digits: string, defaultCountry: CountryCode): PhoneE164 | null {
  if (!digits.startsWith('+') && !digits.startsWith('0')) {
    const national = parsePhoneNumberFromString(digits, defaultCountry);
    if (!national?.isPossible() && isPhoneE164(`+${digits}`)) return parsePhone(`+${digits}`);
  }
  return isPhoneE164(parsed) ? parsed : null;
}
