/** Records which of our numbers is the one that tradespeople text to sign up. The service does it at every start. */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';

/**
 * Makes the number the onboarding number, the newest one if there were others (`assigned_at` tells which). Throws
 * when it stands in the pool as an organization's number: their callers would be greeted as tradespeople.
 */
export async function recordOnboardingNumber(sql: Queries, phone: PhoneE164): Promise<void> {
  const recorded = await sql`
    INSERT INTO phone_numbers AS number (phone_e164, role, status, voice_mode, assigned_at)
    VALUES (${phone}, 'ONBOARDING', 'ASSIGNED', 'onboarding', clock_timestamp())
    ON CONFLICT (phone_e164) DO UPDATE
      SET role = 'ONBOARDING', status = 'ASSIGNED', voice_mode = 'onboarding', org_id = NULL,
        assigned_at = clock_timestamp(), quarantined_until = NULL
      WHERE NOT EXISTS (SELECT FROM organizations WHERE twilio_number = number.phone_e164)
    RETURNING number.phone_e164`;
  if (recorded.length > 0) return;
  const [holder] = await sql<{ id: string }[]>`SELECT id FROM organizations WHERE twilio_number = ${phone}`;
  throw new Error(
    `ONBOARDING_NUMBER ${phone} is the number of the organization ${holder?.id ?? '(unknown)'}`,
  );
}
