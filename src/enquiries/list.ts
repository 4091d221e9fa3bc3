/** `listEnquiries` and `findEnquiry`: what is open, by the numbers that an owner types. */
import type { Queries } from '../platform/database/index.ts';

export interface Listed {
  readonly handle: number;
  /** The caller's name, or their number. */
  readonly who: string;
  readonly what: string | null;
}

export interface Found extends Listed {
  readonly ourNumber: string;
  readonly caller: string;
}

export async function listEnquiries(sql: Queries, orgId: string): Promise<readonly Listed[]> {
  const rows = await sql<Listed[]>`
    SELECT handle, coalesce(name, caller) AS who, what FROM enquiries
    WHERE org_id = ${orgId} AND status IN ('open', 'captured', 'handed_over') ORDER BY handle`;
  return rows.map(({ handle, who, what }) => ({ handle, who, what }));
}

export async function findEnquiry(sql: Queries, orgId: string, handle: number): Promise<Found | null> {
  const [row] = await sql<Found[]>`
    SELECT handle, coalesce(name, caller) AS who, what, our_number AS "ourNumber", caller FROM enquiries
    WHERE org_id = ${orgId} AND handle = ${handle} AND status IN ('open', 'captured', 'handed_over')`;
  return row ?? null;
}
