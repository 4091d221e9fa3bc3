/** How far the database's clock and this machine's are apart: timers, leases and quiet hours compare the two. */
import type { Queries } from '../../platform/database/index.ts';
import type { Finding } from '../check.ts';

/** 2 s: leases last a minute and timers are looked for every second; more than that is seen in texts that come early or late. */
const WARNING_MS = 2_000;
/** 30 s: half a lease. A live holder may then be taken for a dead one. */
const ERROR_MS = 30_000;

/** The middle of the round trip is compared, so a slow network does not look like a wrong clock. */
export async function findClockSkew(sql: Queries, now: () => number = Date.now): Promise<Finding | null> {
  await sql`SELECT 1`;
  const before = now();
  const [row] = await sql<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
  const after = now();
  if (!row) throw new Error('the database did not say what time it is');
  const skewMs = Math.round(row.at.getTime() - (before + after) / 2);
  if (Math.abs(skewMs) < WARNING_MS) return null;
  return {
    severity: Math.abs(skewMs) >= ERROR_MS ? 'error' : 'warning',
    what: `The clock of the database is ${Math.abs(skewMs)} ms ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's.`,
    remedy: 'synchronize both clocks (NTP): timedatectl status',
    count: 1,
  };
}
