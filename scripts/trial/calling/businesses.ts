/** Businesses that have their customers called: set up in SQL as an operator would, with a number, a key and a full list of who is not to be called. */
import { createKey, SCOPES } from '../../../src/identity/index.ts';
import type { Sql } from '../../../src/platform/database/index.ts';
import { newId } from '../../../src/platform/ids.ts';
import type { Simulator } from '../../../src/simulator/index.ts';
import { chanceOf } from '../chance.ts';
import type { TrialPlan } from '../plan.ts';

export interface CallingBusiness {
  readonly orgId: string;
  /** Its own programs' key for the API. */
  readonly key: string;
}

/** +1 spans nine zones, so these phones are where their business is, and there it is always noon (`zoneOfNoon`). */
const CALLEES_FROM = 12025550100n;
const NUMBERS_FROM = 12025550180n;
const OWNERS_FROM = 12025550190n;
/** Below the numbers of the businesses. */
export const MOST_CALLEES = 80;
export const MOST_BUSINESSES = 10;
/** How many of the callees have said before that they want no calls. */
const ON_THE_LIST_SHARE = 0.05;
/** 10 at once; and no daily limit that a trial could reach. */
const SETTINGS = { concurrency: 10, dailyLimit: 100_000 };

/** What of a plan it takes. */
export type CallingPlan = Pick<TrialPlan, 'seed' | 'businesses' | 'callees'>;

export const businessIds = ({ businesses }: Pick<TrialPlan, 'businesses'>): string[] =>
  Array.from({ length: businesses }, (_, n) => `business-${n + 1}`);

export const calleePhones = ({ callees }: Pick<TrialPlan, 'callees'>): string[] =>
  Array.from({ length: callees }, (_, n) => `+${CALLEES_FROM + BigInt(n)}`);

export async function setUpBusinesses(
  sql: Sql,
  simulator: Simulator,
  plan: CallingPlan,
): Promise<CallingBusiness[]> {
  const businesses: CallingBusiness[] = [];
  for (const [n, orgId] of businessIds(plan).entries()) {
    const number = `+${NUMBERS_FROM + BigInt(n)}`;
    const owner = `+${OWNERS_FROM + BigInt(n)}`;
    simulator.network.setNumber({ phoneE164: number });
    await sql`
      INSERT INTO organizations (id, name, region, owner_phone, owner_phone_as_written, time_zone, twilio_number,
        payment_active, onboarded_at)
      VALUES (${orgId}, ${orgId}, 'US', ${owner}, ${owner}, ${zoneOfNoon(new Date())}, ${number}, true, now())`;
    await sql`INSERT INTO subscriptions (org_id, standing) VALUES (${orgId}, 'active')`;
    await sql`
      INSERT INTO phone_numbers (phone_e164, role, status, org_id, voice_mode)
      VALUES (${number}, 'OPERATIONAL', 'ASSIGNED', ${orgId}, 'ai_elevenlabs')`;
    await sql`INSERT INTO voice_agents (id, org_id) VALUES (${`agent_of_${orgId}`}, ${orgId})`;
    await sql`
      INSERT INTO outbound_settings (org_id, concurrency, daily_limit)
      VALUES (${orgId}, ${SETTINGS.concurrency}, ${SETTINGS.dailyLimit})`;
    const chance = chanceOf(plan.seed, 'on the list', orgId);
    for (const phone of calleePhones(plan).filter(() => chance.isLucky(ON_THE_LIST_SHARE))) {
      await sql`INSERT INTO do_not_call (org_id, phone) VALUES (${orgId}, ${phone})`;
    }
    const wanted = { id: newId(), orgId, name: 'reminders', scopes: SCOPES, now: new Date() };
    businesses.push({ orgId, key: (await createKey(sql, wanted)) ?? '' });
  }
  return businesses;
}

/** Nobody is called at night, and a trial may run at any hour. The signs of these zones are the other way round. */
function zoneOfNoon(now: Date): string {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
