/** The one later try of a text that the network could not deliver: a message of its own, so that receipts stay apart. */
import type { Queries } from '../platform/database/index.ts';
import { retryIdOf } from './retry-id.ts';

/**
 * Part of the statement that promises it; empty when it was tried again before, or they have written since. Its id is
 * what makes it one: a key over all months could not hold `retry_of`. A retry that an older version made has another.
 */
export function repeatPart(sql: Queries, { of }: { readonly of: string }) {
  return sql`
    INSERT INTO messages (id, org_id, conversation_id, direction, our_number, their_number, body, media_urls, segments,
      status, retry_of)
    SELECT ${retryIdOf(of)}::uuid, m.org_id, m.conversation_id, m.direction, m.our_number, m.their_number, m.body,
      m.media_urls, m.segments, 'promised', m.id
    FROM messages m WHERE m.id = ${of} AND m.retry_of IS NULL AND NOT EXISTS (
      SELECT FROM messages since WHERE since.org_id = m.org_id AND since.their_number = m.their_number
        AND since.created_at > m.created_at AND (since.direction = 'inbound' OR since.retry_of = m.id))
    ON CONFLICT (id) DO NOTHING RETURNING id`;
}
