/** Takes a number from an organization; the number rests before anybody else may have it. */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';
import { storedPhone } from './take.ts';

export type Released =
  | { readonly released: true; readonly phoneE164: PhoneE164; readonly quarantinedUntil: Date }
  | { readonly released: false; readonly reason: 'CLIENT_NOT_FOUND' | 'NO_NUMBER' };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The organization has no number afterwards, and its number is QUARANTINED: callers remember it, and Twilio keeps
 * opt-outs of the business that had it. A retired number stays retired. What calls to it mean is set back as well.
 */
export async function releaseNumber(
  sql: Queries,
  orgId: string,
  options: { now: Date; quarantineDays: number },
): Promise<Released> {
  const quarantinedUntil = new Date(options.now.getTime() + options.quarantineDays * DAY_MS);
  const [row] = await sql<{ number: string | null }[]>`
    WITH org AS MATERIALIZED (
      SELECT id, twilio_number FROM organizations WHERE id = ${orgId} FOR UPDATE
    ), emptied AS (
      UPDATE organizations SET twilio_number = NULL FROM org WHERE organizations.id = org.id AND org.twilio_number IS NOT NULL
    ), rested AS (
      UPDATE phone_numbers number
      SET org_id = NULL, assigned_at = NULL, released_at = ${options.now}, voice_mode = 'forwarded_in',
        status = CASE number.status WHEN 'RETIRED' THEN 'RETIRED' ELSE 'QUARANTINED' END,
        quarantined_until = CASE number.status WHEN 'RETIRED' THEN NULL ELSE ${quarantinedUntil}::timestamptz END
      FROM org WHERE number.phone_e164 = org.twilio_number
    )
    SELECT twilio_number AS number FROM org`;
  if (!row) return { released: false, reason: 'CLIENT_NOT_FOUND' };
  if (row.number === null) return { released: false, reason: 'NO_NUMBER' };
  return { released: true, phoneE164: storedPhone(row.number), quarantinedUntil };
}

/** Makes the numbers whose rest is over available again; a trigger then wakes the waiting list. */
export async function endQuarantine(sql: Queries, now: Date): Promise<PhoneE164[]> {
  const rows = await sql<{ phone: string }[]>`
    UPDATE phone_numbers SET status = 'AVAILABLE', quarantined_until = NULL
    WHERE status = 'QUARANTINED' AND quarantined_until <= ${now}
    RETURNING phone_e164 AS phone`;
  return rows.map(({ phone }) => storedPhone(phone));
}
