/** Which rows of a list can never be called, and why: the first of them, for whoever sent it. */
import type { Queries } from '../platform/database/index.ts';
import type { BatchRef, RowProblem } from './types.ts';

/** In the order of the list. Read from the rows themselves, so that a list taken in by two requests is named as a whole. */
export async function batchProblems(
  sql: Queries,
  { orgId, batchId }: BatchRef,
  limit: number,
): Promise<readonly RowProblem[]> {
  return await sql<RowProblem[]>`
    SELECT position, error FROM batch_recipients
    WHERE batch_id = ${batchId} AND org_id = ${orgId} AND error IS NOT NULL ORDER BY position LIMIT ${limit}`;
}
