/** Looks for what must never be in the transition journal. */
import type { Sql } from '../../src/platform/database/index.ts';

/** Conversations whose steps are not 1, 2, 3 …, whose states do not join up, or whose row disagrees with its journal. */
export async function brokenJournals(sql: Sql): Promise<string[]> {
  const rows = await sql<{ broken: string }[]>`
    WITH steps AS (
      SELECT conversation_id, step, from_state, to_state,
        row_number() OVER w AS expected, lag(to_state) OVER w AS before
      FROM transitions WINDOW w AS (PARTITION BY conversation_id ORDER BY step, id)
    ), ends AS (
      SELECT conversation_id, max(step) AS step FROM transitions GROUP BY conversation_id
    )
    SELECT format('%s step %s', conversation_id, step) AS broken FROM steps
    WHERE step <> expected OR from_state IS DISTINCT FROM before
    UNION ALL
    SELECT format('%s ends at %s', c.id, c.step) FROM conversations c JOIN ends e ON e.conversation_id = c.id
    WHERE e.step <> c.step`;
  return rows.map(({ broken }) => broken);
}
