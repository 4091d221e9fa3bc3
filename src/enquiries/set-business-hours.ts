/** `readBusinessHours` and `setBusinessHours`: when callers hear that a business is open. */
import type { Queries } from '../platform/database/index.ts';
import type { WeekHours } from '../values/week-hours.ts';
import { knownHours } from './business-hours.ts';

/** Null: always open. */
export async function readBusinessHours(sql: Queries, orgId: string): Promise<WeekHours | null> {
  const [row] = await sql<{ business_hours: unknown }[]>`
    SELECT business_hours FROM organizations WHERE id = ${orgId}`;
  return knownHours(row?.business_hours);
}

export async function setBusinessHours(sql: Queries, orgId: string, hours: WeekHours | null): Promise<void> {
  const json = hours === null ? null : JSON.stringify(hours);
  await sql`UPDATE organizations SET business_hours = ${json}::text::jsonb WHERE id = ${orgId}`;
}
