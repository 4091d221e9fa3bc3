/** Queues one more try of a call that nobody answered: a row of its own, made once however often it is asked for. */
import type { Queries } from '../platform/database/index.ts';

export interface AnotherTry {
  readonly callId: string;
  /** Of the new row. */
  readonly newId: string;
  readonly notBefore: Date;
  readonly now: Date;
}

/** Nothing happens for a batch that was cancelled. */
export async function callAgain(sql: Queries, { callId, newId, notBefore, now }: AnotherTry): Promise<void> {
  await sql`
    WITH next AS (
      INSERT INTO agent_calls (id, org_id, our_number, phone, name, call_type, agent_id, origin, batch_id, recipient_id,
        attempt, follows, variables, waits_for, not_before, created_at)
      SELECT ${newId}, c.org_id, c.our_number, c.phone, c.name, c.call_type, c.agent_id, 'retry', c.batch_id,
        c.recipient_id, c.attempt + 1, c.id, c.variables, 'retry', ${notBefore}, ${now}
      FROM agent_calls c LEFT JOIN call_batches b ON b.id = c.batch_id
      WHERE c.id = ${callId} AND b.status IS DISTINCT FROM 'cancelled'
      ON CONFLICT DO NOTHING RETURNING id, recipient_id
    )
    UPDATE batch_recipients r SET call_id = next.id FROM next WHERE r.id = next.recipient_id`;
}
