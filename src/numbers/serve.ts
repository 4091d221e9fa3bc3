/** Serves the waiting list: tells the machine of each waiting owner, in order, that a number may be free. */
import type { Advance, Delivery } from '../inbox/delivery.ts';
import type { Sql } from '../platform/database/index.ts';
import type { NewId } from '../platform/ids.ts';
import type { PhoneE164 } from '../values/phone.ts';
import { leaveQueue, nextWaiting, type Waiting } from './waiting.ts';

export interface ServeOptions {
  /** The onboarding's conversations stand under this number. */
  readonly onboardingNumber: PhoneE164;
  readonly newId: NewId;
  readonly now: Date;
}

export interface Served {
  /** Organizations whose machine was told. */
  readonly asked: readonly string[];
  /** Of those, the ones whose machine had no use for it; they are not on the list any more. */
  readonly left: readonly string[];
}

/** One run of the task tells at most so many; the next run goes on. It keeps a run within some seconds. */
const MOST_A_RUN = 500;

/**
 * Tells them one after the other, so that the order of payment is the order of allocation, while there are more free
 * numbers than organizations that were told and still wait (their event is stored and will be tried again: a number
 * stays for each of them). The allocation itself is the machine's.
 */
export async function serveWaitingList(sql: Sql, advance: Advance, options: ServeOptions): Promise<Served> {
  const asked: string[] = [];
  const left: string[] = [];
  let stillWaiting = 0;
  for (const waiting of await nextWaiting(sql, MOST_A_RUN)) {
    if (!(await areMoreFree(sql, stillWaiting))) break;
    asked.push(waiting.orgId);
    const { outcome } = await advance(mayBeFree(waiting, options));
    // Nobody who has no use for a number may stand before those who have: the machine has moved on, or they texted
    // STOP. If they ask again, their payment gives them the same place.
    if (outcome === 'ignored' || outcome === 'opted_out') {
      await leaveQueue(sql, waiting.orgId);
      left.push(waiting.orgId);
    } else if (await isWaiting(sql, waiting.orgId)) stillWaiting += 1;
  }
  return { asked, left };
}

function mayBeFree(waiting: Waiting, options: ServeOptions): Delivery {
  return {
    provider: 'jobrun',
    // A new id every time: a second number that becomes free is a second occurrence.
    providerEventId: `waiting-list:${waiting.orgId}:${options.newId()}`,
    ourNumber: options.onboardingNumber,
    theirNumber: waiting.ownerPhone,
    orgId: waiting.orgId,
    isTextable: true,
    occurrence: { kind: 'machine', machine: 'onboarding', event: { type: 'NUMBER_MAY_BE_FREE' } },
    receivedAt: options.now,
    answer: () => '',
  };
}

/** Are there more free numbers than this? It counts no further than it must: a pool may be large. */
async function areMoreFree(sql: Sql, than: number): Promise<boolean> {
  const free = await sql`
    SELECT FROM phone_numbers number
    WHERE number.status = 'AVAILABLE' AND number.role = 'OPERATIONAL'
      AND (SELECT holder.id FROM organizations holder WHERE holder.twilio_number = number.phone_e164) IS NULL
    ORDER BY number.seeded_order LIMIT ${than + 1}`;
  return free.length > than;
}

async function isWaiting(sql: Sql, orgId: string): Promise<boolean> {
  const rows = await sql`
    SELECT FROM organizations
    WHERE id = ${orgId} AND waiting_since IS NOT NULL AND twilio_number IS NULL AND payment_active`;
  return rows.length > 0;
}
