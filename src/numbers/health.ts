/** How the pool is: how many numbers are free, and whether that is too few. */
import type { Queries } from '../platform/database/index.ts';

export interface PoolHealth {
  readonly available: number;
  readonly assigned: number;
  readonly quarantined: number;
  readonly retired: number;
  /** Organizations that wait for a number. */
  readonly waiting: number;
  /** Fewer free numbers than the low-water mark: buy some. */
  readonly isLow: boolean;
}

export async function poolHealth(sql: Queries, options: { lowWater: number }): Promise<PoolHealth> {
  const [counts] = await sql<Omit<PoolHealth, 'isLow'>[]>`
    SELECT count(*) FILTER (WHERE status = 'AVAILABLE')::int AS available,
      count(*) FILTER (WHERE status = 'ASSIGNED')::int AS assigned,
      count(*) FILTER (WHERE status = 'QUARANTINED')::int AS quarantined,
      count(*) FILTER (WHERE status = 'RETIRED')::int AS retired,
      (SELECT count(*)::int FROM organizations
        WHERE waiting_since IS NOT NULL AND twilio_number IS NULL AND payment_active) AS waiting
    FROM phone_numbers WHERE role = 'OPERATIONAL'`;
  if (!counts) throw new Error('count(*) answered no row');
  return { ...counts, isLow: counts.available < options.lowWater };
}
