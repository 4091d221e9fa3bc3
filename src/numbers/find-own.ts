/** `findOwnNumber`: a number that an organization names, by Twilio's id or in any spelling, if it is theirs. */
import type { Queries } from '../platform/database/index.ts';
import { type CountryCode, type PhoneE164, parsePhone } from '../values/phone.ts';

/** Null for another organization's, and for one that does not exist: nobody learns which. */
export async function findOwnNumber(
  sql: Queries,
  { orgId, name, country }: { orgId: string; name: string; country: CountryCode },
): Promise<PhoneE164 | null> {
  const [found] = await sql<{ phone: PhoneE164 }[]>`
    SELECT phone_e164 AS phone FROM phone_numbers
    WHERE org_id = ${orgId} AND status = 'ASSIGNED' AND role = 'OPERATIONAL'
      AND (twilio_sid = ${name} OR phone_e164 = ${parsePhone(name, country)})`;
  return found?.phone ?? null;
}
