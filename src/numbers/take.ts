/**
 * The hot path: one statement that locks an organization and gives it the next number of the pool. It is SQL by
 * hand because one round trip instead of four is most of its speed, and because the order of its locks matters.
 */
import type { Queries } from '../platform/database/index.ts';
import { isPhoneE164, type PhoneE164 } from '../values/phone.ts';

/** What one attempt found. `busy`: numbers are free, but other transactions hold their rows at this moment. */
export type Attempt =
  | { readonly found: 'busy' }
  | { readonly found: 'look_closer' }
  | { readonly found: 'no_organization' | 'empty' }
  | { readonly found: 'held' | 'taken'; readonly phoneE164: PhoneE164 };

/** Whether organizations that wait and paid earlier come first. */
export type Queue = 'ignored' | 'respected';

export interface TakeOptions {
  readonly now: Date;
  readonly queue: Queue;
}

interface AttemptRow {
  readonly held: string | null;
  readonly taken: string | null;
  readonly isOutOfTheOrdinary: boolean;
  readonly isAnyFree: boolean | null;
}

/**
 * One attempt. Why it is right under concurrency, in READ COMMITTED:
 * - The organization's row is locked first (the gate of `picked` needs `org`), so two calls for one organization run
 *   one after the other, and the second reads the row as the first left it.
 * - A number that changed since this statement's snapshot is checked again as it is now before it is locked.
 * - `SKIP LOCKED` passes over numbers that others are just taking; the answer is then `busy`, not `empty`, because
 *   the snapshot still shows them as free. A new statement sees what became of them.
 * - `UNIQUE (organizations.twilio_number)` is the last word; a violation (23505) means "again".
 * Scalar subqueries with an order instead of EXISTS cannot become joins, and only a partial index serves their order:
 * no plan, however old its statistics, walks through organizations that do not wait.
 *
 * Two things out of the ordinary are only noticed here and answered by `takeClosely`: somebody else waits, or the
 * first free number is still held by an organization. Looking for a holder of every number that the scan passes would
 * cost an index probe for each of the up to 31 numbers that others are just taking.
 */
export async function takeNumber(sql: Queries, orgId: string, options: TakeOptions): Promise<Attempt> {
  const [row] = await sql<AttemptRow[]>`
    WITH org AS MATERIALIZED (
      SELECT id, twilio_number FROM organizations WHERE id = ${orgId} FOR UPDATE
    ), gate AS MATERIALIZED (
      SELECT NOT ${options.queue === 'respected'} OR (
        SELECT other.id FROM organizations other
        WHERE other.waiting_since IS NOT NULL AND other.id <> org.id
        ORDER BY other.payment_activated_at, other.waiting_since LIMIT 1
      ) IS NULL AS is_open FROM org WHERE org.twilio_number IS NULL
    ), picked AS MATERIALIZED (
      SELECT number.phone_e164 FROM phone_numbers number
      WHERE number.status = 'AVAILABLE' AND number.role = 'OPERATIONAL' AND (SELECT is_open FROM gate)
      ORDER BY number.seeded_order LIMIT 1
      FOR UPDATE OF number SKIP LOCKED
    ), taken AS (
      UPDATE phone_numbers number
      SET status = 'ASSIGNED', org_id = ${orgId}, assigned_at = ${options.now},
        released_at = NULL, quarantined_until = NULL
      FROM picked
      WHERE number.phone_e164 = picked.phone_e164
        AND (SELECT holder.id FROM organizations holder WHERE holder.twilio_number = picked.phone_e164) IS NULL
      RETURNING number.phone_e164
    ), given AS (
      UPDATE organizations
      SET twilio_number = taken.phone_e164, waiting_since = NULL, updated_at = clock_timestamp()
      FROM taken WHERE organizations.id = ${orgId}
    ), repaired AS (
      UPDATE phone_numbers number
      SET status = 'ASSIGNED', org_id = ${orgId}, assigned_at = coalesce(number.assigned_at, ${options.now})
      FROM org
      WHERE number.phone_e164 = org.twilio_number
        AND (number.status = 'AVAILABLE' OR (number.status = 'ASSIGNED' AND number.org_id IS NULL))
    )
    SELECT org.twilio_number AS held,
      (SELECT phone_e164 FROM taken) AS taken,
      coalesce((SELECT NOT is_open FROM gate), false)
        OR (EXISTS (SELECT FROM picked) AND NOT EXISTS (SELECT FROM taken)) AS "isOutOfTheOrdinary",
      CASE WHEN org.twilio_number IS NULL AND NOT EXISTS (SELECT FROM taken) THEN EXISTS (
        SELECT FROM phone_numbers number WHERE number.status = 'AVAILABLE' AND number.role = 'OPERATIONAL'
      ) END AS "isAnyFree"
    FROM org`;
  if (!row) return { found: 'no_organization' };
  if (row.held !== null) return { found: 'held', phoneE164: storedPhone(row.held) };
  if (row.taken !== null) return { found: 'taken', phoneE164: storedPhone(row.taken) };
  if (!row.isAnyFree) return { found: 'empty' };
  return { found: row.isOutOfTheOrdinary ? 'look_closer' : 'busy' };
}

/** A number as the database keeps it. The pool's check constraint allows nothing else; an operator's SQL might. */
export function storedPhone(value: string): PhoneE164 {
  if (!isPhoneE164(value)) throw new Error(`The database holds "${value}" where a phone number belongs`);
  return value;
}
