/** Businesses whose phones forward to us, and the missed calls of the benches: every pair of business and caller once. */
import type { Sql } from '../../../src/platform/database/index.ts';
import { ONBOARDING_NUMBER } from './service.ts';

const FIRST_PHONE = 447_700_900_000;
/** A quarter of the reserved range each: numbers, owners, and two quarters of callers. */
export const BUSINESSES = 250;
const CALLERS = 500;
/** As many calls as there are pairs; the next one would be within somebody's window. */
export const FIRST_CALLS = BUSINESSES * CALLERS;

export async function addBusinesses(sql: Sql): Promise<void> {
  await sql`
    INSERT INTO phone_numbers (phone_e164, role, status, voice_mode)
    VALUES (${ONBOARDING_NUMBER}, 'ONBOARDING', 'ASSIGNED', 'onboarding') ON CONFLICT DO NOTHING`;
  await sql`
    INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at,
      monthly_conversation_limit)
    SELECT 'business-' || n, 'Business', '+' || (${FIRST_PHONE}::bigint + ${BUSINESSES}::int + n),
      '+' || (${FIRST_PHONE}::bigint + ${BUSINESSES}::int + n), '+' || (${FIRST_PHONE}::bigint + n), true, now(), 1000000
    FROM generate_series(0, ${BUSINESSES - 1}::int) n`;
  await sql`
    INSERT INTO phone_numbers (phone_e164, role, status, voice_mode, org_id)
    SELECT '+' || (${FIRST_PHONE}::bigint + n), 'OPERATIONAL', 'ASSIGNED', 'forwarded_in', 'business-' || n
    FROM generate_series(0, ${BUSINESSES - 1}::int) n`;
  await sql`VACUUM ANALYZE`;
}

/** The webhook of the n-th missed call. Neighbours reach different businesses, so no number's rate holds a text back. */
export function missedCall(n: number, run: string): Record<string, string> {
  const to = FIRST_PHONE + (n % BUSINESSES);
  const from = FIRST_PHONE + 2 * BUSINESSES + (Math.floor(n / BUSINESSES) % CALLERS);
  return {
    CallSid: `CA${run}${String(n).padStart(26, '0')}`,
    AccountSid: 'AC00000000000000000000000000000001',
    From: `+${from}`,
    To: `+${to}`,
    Caller: `+${from}`,
    Called: `+${to}`,
    CallStatus: 'ringing',
    Direction: 'inbound',
    ForwardedFrom: `+${to + BUSINESSES}`,
    FromCountry: 'GB',
    ToCountry: 'GB',
    ApiVersion: '2010-04-01',
  };
}
