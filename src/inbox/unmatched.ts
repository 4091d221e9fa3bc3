/** What is told of something that is not known here yet: kept as it came, and looked at again until it is known. */
import type { Queries } from '../platform/database/index.ts';
import { type Delivery, laneOf } from './delivery.ts';
import { deliveryOf, type StoredEvent } from './stored.ts';

/** Once, however often it is told. It waits without a time of its own: no lane is retried for it. */
export async function keepUnmatched(sql: Queries, delivery: Delivery, id: string): Promise<void> {
  const { provider, providerEventId, occurrence, isTextable, orgId = null, receivedAt } = delivery;
  await sql`
    INSERT INTO inbound_events (id, provider, provider_event_id, kind, lane, payload, answer, status, received_at)
    VALUES (${id}, ${provider}, ${providerEventId}, ${occurrence.kind}, ${laneOf(delivery)},
      ${JSON.stringify({ isTextable, orgId, occurrence })}::text::jsonb, ${delivery.answer(null)}, 'pending',
      ${receivedAt})
    ON CONFLICT (provider, provider_event_id) DO NOTHING`;
}

/** Oldest first, of the lanes that begin so. */
export async function listUnmatched(
  sql: Queries,
  laneStart: string,
  limit: number,
): Promise<{ readonly id: string; readonly delivery: Delivery }[]> {
  const rows = await sql<StoredEvent[]>`
    SELECT * FROM inbound_events WHERE status = 'pending' AND starts_with(lane, ${laneStart}) ORDER BY id LIMIT ${limit}`;
  return rows.map((row) => ({ id: row.id, delivery: deliveryOf(row) }));
}

/** It was matched, or nobody waits for it any longer. */
export async function closeUnmatched(sql: Queries, id: string, outcome: string): Promise<void> {
  await sql`
    UPDATE inbound_events SET status = 'handled', outcome = ${outcome}, handled_at = clock_timestamp()
    WHERE id = ${id} AND status = 'pending'`;
}
