/** Asks whoever rents us numbers whether they are ours, and points them at this service (ruling 3o). */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';
import type { NumberLandlord, NumberWebhooks, OwnedNumber } from './port.ts';

export interface Ownership {
  readonly owned: readonly OwnedNumber[];
  /** Numbers that the account does not have: an owner who got one would wait for calls that never come. */
  readonly missing: readonly PhoneE164[];
}

/** Looks only; changes nothing anywhere. */
export async function checkOwnership(
  landlord: NumberLandlord,
  phones: readonly PhoneE164[],
): Promise<Ownership> {
  const byPhone = new Map((await landlord.listNumbers()).map((number) => [number.phoneE164, number]));
  return {
    owned: phones.flatMap((phone) => byPhone.get(phone) ?? []),
    missing: phones.filter((phone) => !byPhone.has(phone)),
  };
}

/** Sets the webhooks where they are not right yet and remembers the provider's id. Returns the numbers it changed. */
export async function pointNumbersHere(
  sql: Queries,
  landlord: NumberLandlord,
  options: { owned: readonly OwnedNumber[]; webhooks: NumberWebhooks },
): Promise<PhoneE164[]> {
  const changed: PhoneE164[] = [];
  for (const number of options.owned) {
    if (!pointsAt(number, options.webhooks)) {
      await landlord.setWebhooks(number.sid, options.webhooks);
      changed.push(number.phoneE164);
    }
    await sql`UPDATE phone_numbers SET twilio_sid = ${number.sid} WHERE phone_e164 = ${number.phoneE164}`;
  }
  return changed;
}

function pointsAt(number: OwnedNumber, webhooks: NumberWebhooks): boolean {
  return (
    number.smsUrl === webhooks.smsUrl &&
    number.voiceUrl === webhooks.voiceUrl &&
    number.statusCallback === webhooks.statusCallback
  );
}
