/** The integrity query of the pool: what constraints cannot hold, because operators may write anything (ruling 3b). */
import type { Queries } from '../platform/database/index.ts';

/**
 * `assigned_to_nobody`, `assigned_to_unknown_organization`: a number that no organization can use;
 * `free_but_held`: stands as free or resting while an organization holds it (the next allocation repairs it);
 * `names_another_organization`: the pool's row and the organizations disagree about who has it;
 * `names_organization_without_it`: the row names an organization that holds no or another number;
 * `held_but_not_in_pool`: an organization holds a number that we do not know.
 */
export type PoolProblemKind =
  | 'assigned_to_nobody'
  | 'assigned_to_unknown_organization'
  | 'free_but_held'
  | 'names_another_organization'
  | 'names_organization_without_it'
  | 'held_but_not_in_pool';

export interface PoolProblem {
  readonly problem: PoolProblemKind;
  readonly phoneE164: string;
  /** Whom the pool's row names. */
  readonly namedOrgId: string | null;
  /** Who holds it according to the organizations; these are right (`UNIQUE`). */
  readonly holderOrgId: string | null;
}

export async function findPoolProblems(sql: Queries): Promise<PoolProblem[]> {
  return await sql<PoolProblem[]>`
    SELECT problem, "phoneE164", "namedOrgId", "holderOrgId" FROM (
      SELECT CASE
          WHEN number.phone_e164 IS NULL THEN 'held_but_not_in_pool'
          WHEN holder.id IS NOT NULL AND number.status <> 'ASSIGNED' THEN 'free_but_held'
          WHEN holder.id IS NOT NULL AND number.org_id IS DISTINCT FROM holder.id THEN 'names_another_organization'
          WHEN holder.id IS NULL AND number.org_id IS NOT NULL AND named.id IS NULL THEN 'assigned_to_unknown_organization'
          WHEN holder.id IS NULL AND number.org_id IS NOT NULL THEN 'names_organization_without_it'
          WHEN holder.id IS NULL AND number.status = 'ASSIGNED' THEN 'assigned_to_nobody'
        END AS problem,
        coalesce(number.phone_e164, holder.twilio_number) AS "phoneE164",
        number.org_id AS "namedOrgId", holder.id AS "holderOrgId"
      FROM (SELECT * FROM phone_numbers WHERE role = 'OPERATIONAL') number
      FULL JOIN (SELECT id, twilio_number FROM organizations WHERE twilio_number IS NOT NULL) holder
        ON holder.twilio_number = number.phone_e164
      LEFT JOIN organizations named ON named.id = number.org_id
    ) AS judged
    WHERE problem IS NOT NULL
    ORDER BY problem, "phoneE164"`;
}
