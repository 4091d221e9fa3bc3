/** Puts queued calls forward, as many as an organization has free slots. Any number of nodes may do so at once. */
import { putForward, type QueuedCall } from './put-forward.ts';
import { DEFAULT_CONCURRENCY } from './settings.ts';
import type { OutboundTools } from './types.ts';

/** 30 s: a node that took a turn and died leaves the call to the next after that long. */
const TURN_MS = 30_000;

/**
 * Choosing a call moves its time, so that another node does not choose it as well; what decides is the step, and a call
 * that is put forward twice is dialled once. Resolves to how many were put forward.
 */
export async function paceCalls(tools: OutboundTools): Promise<number> {
  const { sql, clock, terms } = tools;
  if (!terms.isEnabled || terms.canaryOrgIds.size === 0) return 0;
  const now = clock.now();
  const turns = await sql<QueuedCall[]>`
    WITH free AS (
      SELECT o.id AS org_id, coalesce(s.concurrency, ${DEFAULT_CONCURRENCY}) - (SELECT count(*) FROM call_slots l
        WHERE l.org_id = o.id AND l.leased_until > ${now})::int AS slots
      FROM organizations o LEFT JOIN outbound_settings s ON s.org_id = o.id
      WHERE o.id IN (SELECT json_array_elements_text(${JSON.stringify([...terms.canaryOrgIds])}::text::json))
    ), chosen AS (
      SELECT c.id FROM free CROSS JOIN LATERAL (
        SELECT q.id FROM agent_calls q WHERE q.org_id = free.org_id AND q.status = 'queued' AND q.not_before <= ${now}
        ORDER BY (q.origin = 'batch'), q.not_before, q.recipient_id LIMIT greatest(free.slots, 0) FOR NO KEY UPDATE SKIP LOCKED
      ) c
    )
    UPDATE agent_calls c SET turn = c.turn + 1, not_before = ${new Date(now.getTime() + TURN_MS)}
    FROM chosen WHERE c.id = chosen.id RETURNING c.id, c.org_id, c.our_number, c.phone, c.turn`;
  await Promise.all(turns.map((turn) => putForward(tools, turn)));
  return turns.length;
}
