/** The waiting list: who asked for a number and was told "at capacity", in the order in which they paid. */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';
import { storedPhone } from './take.ts';

export interface Waiting {
  readonly orgId: string;
  readonly ownerPhone: PhoneE164;
  readonly waitingSince: Date;
  /** Null only where the payment was never recorded as active. */
  readonly paymentActivatedAt: Date | null;
}

/** "We'll text you within 24 hours": longer than that rings the alert. */
const PROMISED_MS = 24 * 60 * 60 * 1000;

/** Those who are next, first come first. One whose payment stopped keeps its place but is passed over. */
export async function nextWaiting(sql: Queries, limit: number): Promise<Waiting[]> {
  const rows = await sql<WaitingRow[]>`
    SELECT id AS "orgId", owner_phone AS "ownerPhone", waiting_since AS "waitingSince",
      payment_activated_at AS "paymentActivatedAt"
    FROM organizations
    WHERE waiting_since IS NOT NULL AND twilio_number IS NULL AND payment_active
    ORDER BY payment_activated_at NULLS LAST, waiting_since, id
    LIMIT ${limit}`;
  return rows.map(toWaiting);
}

/** Those to whom the promise of 24 hours was broken, the longest wait first. */
export async function waitingTooLong(sql: Queries, now: Date): Promise<Waiting[]> {
  const rows = await sql<WaitingRow[]>`
    SELECT id AS "orgId", owner_phone AS "ownerPhone", waiting_since AS "waitingSince",
      payment_activated_at AS "paymentActivatedAt"
    FROM organizations
    WHERE waiting_since < ${new Date(now.getTime() - PROMISED_MS)} AND twilio_number IS NULL AND payment_active
    ORDER BY waiting_since, id`;
  return rows.map(toWaiting);
}

/** Takes an organization off the list. It loses nothing: if it asks again, its payment gives it the same place. */
export async function leaveQueue(sql: Queries, orgId: string): Promise<void> {
  await sql`UPDATE organizations SET waiting_since = NULL WHERE id = ${orgId} AND waiting_since IS NOT NULL`;
}

interface WaitingRow {
  readonly orgId: string;
  readonly ownerPhone: string;
  readonly waitingSince: Date;
  readonly paymentActivatedAt: Date | null;
}

function toWaiting(row: WaitingRow): Waiting {
  return { ...row, ownerPhone: storedPhone(row.ownerPhone) };
}
