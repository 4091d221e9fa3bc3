/** The one later try of a text that the network could not deliver: a message of its own, so that receipts stay apart. */
import type { Queries } from '../platform/database/index.ts';

/** Part of the statement that promises it; empty when it was tried again before, or they have written since. */
export function repeatPart(sql: Queries, { id, of }: { readonly id: string; readonly of: string }) {
  return sql`
    INSERT INTO messages (id, org_id, conversation_id, direction, our_number, their_number, body, media_urls, segments,
      status, retry_of)
    SELECT ${id}::uuid, m.org_id, m.conversation_id, m.direction, m.our_number, m.their_number, m.body, m.media_urls,
      m.segments, 'promised', m.id
    FROM messages m WHERE m.id = ${of} AND m.retry_of IS NULL AND NOT EXISTS (
      SELECT FROM messages since WHERE since.org_id = m.org_id AND since.their_number = m.their_number
        AND since.direction = 'inbound' AND since.created_at > m.created_at)
    ON CONFLICT (retry_of) WHERE retry_of IS NOT NULL DO NOTHING RETURNING id`;
}
