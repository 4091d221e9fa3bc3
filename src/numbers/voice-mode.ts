/** `setVoiceMode`: what a call to a number means from now on (ruling X1). */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';

/** What an operator may choose; the onboarding number and the voices of assistants are set by their own. */
export const CHOOSABLE_MODES = ['dial_owner', 'forwarded_in'] as const;
export type ChoosableMode = (typeof CHOOSABLE_MODES)[number];

export type VoiceModeSet =
  | { readonly isSet: true; readonly before: string }
  /**
   * `FORWARDS_HERE`: a call has proved that the owner's phone forwards to this number, so ringing it would end here
   * again, billed each time; `NOT_ASSIGNED`: it is nobody's number.
   */
  | { readonly isSet: false; readonly reason: 'UNKNOWN_NUMBER' | 'NOT_ASSIGNED' | 'FORWARDS_HERE' };

/** The row lock keeps the number with its organization meanwhile; a call reads the mode as it arrives. */
export async function setVoiceMode(
  sql: Queries,
  number: PhoneE164,
  mode: ChoosableMode,
): Promise<VoiceModeSet> {
  const [found] = await sql<{ role: string; before: string; org_id: string | null; is_active: boolean }[]>`
    SELECT n.role, n.voice_mode AS before, o.id AS org_id, EXISTS (
      SELECT FROM conversations c WHERE c.org_id = o.id AND c.their_number = o.owner_phone
        AND c.machine = 'forwarding' AND c.state = 'active') AS is_active
    FROM phone_numbers n LEFT JOIN organizations o ON o.twilio_number = n.phone_e164
    WHERE n.phone_e164 = ${number} FOR UPDATE OF n`;
  if (!found) return { isSet: false, reason: 'UNKNOWN_NUMBER' };
  if (found.role !== 'OPERATIONAL' || found.org_id === null) return { isSet: false, reason: 'NOT_ASSIGNED' };
  if (mode === 'dial_owner' && found.is_active) return { isSet: false, reason: 'FORWARDS_HERE' };
  await sql`UPDATE phone_numbers SET voice_mode = ${mode} WHERE phone_e164 = ${number}`;
  return { isSet: true, before: found.before };
}
