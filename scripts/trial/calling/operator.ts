/** An operator who now and then writes somebody on the list of those who are not to be called. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../../src/platform/database/index.ts';
import { chanceOf } from '../chance.ts';
import type { TrialPlan } from '../plan.ts';
import { businessIds, calleePhones } from './businesses.ts';

const PAUSE_MS = { least: 2_000, most: 6_000 } as const;

/** What cannot be written because the database is away is not written. */
export async function runOperator(sql: Sql, plan: TrialPlan, stopping: AbortSignal): Promise<void> {
  const chance = chanceOf(plan.seed, 'operator');
  for (;;) {
    const pauseMs = chance.between(PAUSE_MS.least, PAUSE_MS.most);
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return;
    const [orgId, phone] = [chance.pick(businessIds(plan)), chance.pick(calleePhones(plan))];
    await sql`
      INSERT INTO do_not_call (org_id, phone, source) VALUES (${orgId}, ${phone}, 'OPERATOR') ON CONFLICT DO NOTHING
    `.catch(() => {});
  }
}
