/** Fills the pool: reads a list as people write one, and adds what is not there yet, in its order. */
import type { CountryCode } from 'libphonenumber-js/max';
import type { Sql } from '../platform/database/index.ts';
import { type PhoneE164, parsePhone } from '../values/phone.ts';
import { storedPhone } from './take.ts';

export interface PoolList {
  /** Each once, in the order in which they will be handed out. */
  readonly phones: readonly PhoneE164[];
  /** What is not a phone number, as it was written. */
  readonly bad: readonly string[];
}

/**
 * Reads numbers separated by commas, semicolons or white space. A number may be written with spaces or brackets only
 * if commas or lines separate the list: `+44 7700 900001, +44 7700 900002`.
 */
export function readPoolList(text: string, defaultCountry: CountryCode = 'GB'): PoolList {
  const separator = /[,;\n]/.test(text) ? /[,;\n]+/ : /\s+/;
  const entries = text
    .split(separator)
    .flatMap((entry) => splitUnlessOneNumber(entry.trim(), defaultCountry))
    .filter((entry) => entry !== '');
  const phones = new Set<PhoneE164>();
  const bad: string[] = [];
  for (const entry of entries) {
    const phone = parsePhone(entry, defaultCountry);
    if (phone) phones.add(phone);
    else bad.push(entry);
  }
  return { phones: [...phones], bad };
}

/** A line may hold several numbers as well; it does when it is none itself but begins like two. */
function splitUnlessOneNumber(entry: string, defaultCountry: CountryCode): string[] {
  const hasSeveral = (entry.match(/\+/g)?.length ?? 0) > 1;
  return hasSeveral || (/\s/.test(entry) && !parsePhone(entry, defaultCountry))
    ? entry.split(/\s+/)
    : [entry];
}

export interface Seeded {
  readonly added: readonly PhoneE164[];
  /** They were in the pool already and stay as they are. */
  readonly known: readonly PhoneE164[];
}

/** A number that serves another purpose cannot be handed out; nothing was added. */
export class NotAPoolNumberError extends Error {
  override readonly name = 'NotAPoolNumberError';
}

/** Adds all or nothing. Adding a number again changes nothing, whatever became of it since. */
export async function seedPool(sql: Sql, phones: readonly PhoneE164[]): Promise<Seeded> {
  return await sql.begin(async (tx) => {
    const rows = await tx<{ phone: string }[]>`
      INSERT INTO phone_numbers (phone_e164)
      SELECT phone FROM unnest(${[...phones]}::text[]) WITH ORDINALITY AS listed (phone, place) ORDER BY place
      ON CONFLICT (phone_e164) DO NOTHING
      RETURNING phone_e164 AS phone`;
    const others = await tx<{ phone: string; role: string }[]>`
      SELECT phone_e164 AS phone, role FROM phone_numbers
      WHERE phone_e164 = ANY (${[...phones]}) AND role <> 'OPERATIONAL' ORDER BY seeded_order`;
    if (others.length > 0) {
      throw new NotAPoolNumberError(
        `Not pool numbers: ${others.map(({ phone, role }) => `${phone} (${role})`).join(', ')}`,
      );
    }
    const added = rows.map(({ phone }) => storedPhone(phone));
    return { added, known: phones.filter((phone) => !added.includes(phone)) };
  });
}
