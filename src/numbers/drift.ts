/** Compares what whoever rents us numbers would call with what we expect: numbers whose webhooks somebody changed. */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';
import type { NumberLandlord, NumberWebhooks, OwnedNumber } from './port.ts';

export interface WebhookDrift {
  /** Ours in both places, but pointing elsewhere. */
  readonly astray: readonly (OwnedNumber & { readonly wrong: readonly (keyof NumberWebhooks)[] })[];
  /** We hand them out or use them, and the account does not have them. */
  readonly missing: readonly PhoneE164[];
}

/** Looks only. A number that we retired may point wherever it likes. */
export async function findWebhookDrift(
  sql: Queries,
  landlord: NumberLandlord,
  webhooks: NumberWebhooks,
): Promise<WebhookDrift> {
  const rows = await sql<{ phone: PhoneE164 }[]>`
    SELECT phone_e164 AS phone FROM phone_numbers WHERE status <> 'RETIRED' ORDER BY seeded_order`;
  const owned = new Map((await landlord.listNumbers()).map((number) => [number.phoneE164, number]));
  const found = rows.flatMap(({ phone }) => owned.get(phone) ?? []);
  return {
    astray: found.flatMap((number) => {
      const wrong = wrongUrls(number, webhooks);
      return wrong.length > 0 ? [{ ...number, wrong }] : [];
    }),
    missing: rows.flatMap(({ phone }) => (owned.has(phone) ? [] : [phone])),
  };
}

/** Names only: the URLs carry the shared token. */
function wrongUrls(number: OwnedNumber, webhooks: NumberWebhooks): (keyof NumberWebhooks)[] {
  const names: (keyof NumberWebhooks)[] = ['smsUrl', 'voiceUrl', 'statusCallback'];
  return names.filter((name) => number[name] !== webhooks[name]);
}
