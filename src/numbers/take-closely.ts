/** The careful path of an allocation: somebody waits, or an operator freed numbers that organizations still hold. */
import type { Queries } from '../platform/database/index.ts';
import type { PhoneE164 } from '../values/phone.ts';
import { storedPhone, type TakeOptions } from './take.ts';

export type CloseAttempt =
  | { readonly found: 'busy' }
  | { readonly found: 'no_organization' | 'empty' | 'others_first' }
  | { readonly found: 'held' | 'taken'; readonly phoneE164: PhoneE164 };

interface CloseRow {
  readonly held: string | null;
  readonly taken: string | null;
  readonly free: number;
  readonly ahead: number;
}

/**
 * One attempt of an organization behind `n` others that wait and paid earlier (0 when the queue is ignored). It locks
 * the next n + 1 numbers that nobody holds and takes the first of them only if it got them all: the n rows that it
 * does not take are reserved by their locks until it commits, so two newcomers at once cannot both leave "enough".
 * A scalar subquery instead of NOT EXISTS looks for a holder: it cannot become a join that reads all organizations.
 */
export async function takeClosely(sql: Queries, orgId: string, options: TakeOptions): Promise<CloseAttempt> {
  const [row] = await sql<CloseRow[]>`
    WITH org AS MATERIALIZED (
      SELECT id, twilio_number, payment_activated_at, waiting_since FROM organizations WHERE id = ${orgId} FOR UPDATE
    ), ahead AS MATERIALIZED (
      SELECT count(*)::int AS n
      FROM org JOIN organizations other
        ON other.waiting_since IS NOT NULL AND other.twilio_number IS NULL AND other.payment_active
        AND other.id <> org.id
        AND (coalesce(other.payment_activated_at, 'infinity'), other.waiting_since, other.id)
          < (coalesce(org.payment_activated_at, 'infinity'), coalesce(org.waiting_since, 'infinity'), org.id)
      WHERE ${options.queue === 'respected'}
    ), free AS MATERIALIZED (
      SELECT count(*)::int AS n FROM (
        SELECT FROM phone_numbers number
        WHERE number.status = 'AVAILABLE' AND number.role = 'OPERATIONAL'
          AND (SELECT holder.id FROM organizations holder WHERE holder.twilio_number = number.phone_e164) IS NULL
        ORDER BY number.seeded_order LIMIT (SELECT n + 1 FROM ahead)
      ) AS first_ones
    ), picked AS MATERIALIZED (
      SELECT number.phone_e164, number.seeded_order FROM phone_numbers number
      WHERE number.status = 'AVAILABLE' AND number.role = 'OPERATIONAL'
        AND (SELECT twilio_number IS NULL FROM org)
        AND (SELECT holder.id FROM organizations holder WHERE holder.twilio_number = number.phone_e164) IS NULL
      ORDER BY number.seeded_order LIMIT (SELECT n + 1 FROM ahead)
      FOR UPDATE OF number SKIP LOCKED
    ), chosen AS (
      SELECT phone_e164 FROM picked
      WHERE (SELECT count(*) FROM picked) > (SELECT n FROM ahead)
      ORDER BY seeded_order LIMIT 1
    ), taken AS (
      UPDATE phone_numbers number
      SET status = 'ASSIGNED', org_id = ${orgId}, assigned_at = ${options.now},
        released_at = NULL, quarantined_until = NULL
      FROM chosen WHERE number.phone_e164 = chosen.phone_e164
      RETURNING number.phone_e164
    ), given AS (
      UPDATE organizations
      SET twilio_number = taken.phone_e164, waiting_since = NULL, updated_at = clock_timestamp()
      FROM taken WHERE organizations.id = ${orgId}
    )
    SELECT org.twilio_number AS held, (SELECT phone_e164 FROM taken) AS taken, free.n AS free, ahead.n AS ahead
    FROM org, free, ahead`;
  if (!row) return { found: 'no_organization' };
  if (row.held !== null) return { found: 'held', phoneE164: storedPhone(row.held) };
  if (row.taken !== null) return { found: 'taken', phoneE164: storedPhone(row.taken) };
  if (row.free > row.ahead) return { found: 'busy' };
  return { found: row.free === 0 ? 'empty' : 'others_first' };
}
