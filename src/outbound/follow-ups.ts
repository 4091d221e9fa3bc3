/** What somebody was promised for later: written down when it is said, carried out when it is due. */

import type { FollowUpChannel } from '../../machines/call-outcome/events.ts';
import type { CallType } from '../../machines/call-outcome/labels.ts';
import type { Queries } from '../platform/database/index.ts';
import type { OutboundTools } from './types.ts';

export interface FollowUpPromise {
  readonly orgId: string;
  readonly callId: string;
  /** Of the new row. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly channel: FollowUpChannel;
  readonly words: string;
  readonly now: Date;
}

/** One of a call waits at a time: whoever changes their mind has changed it. */
export async function scheduleFollowUp(sql: Queries, promise: FollowUpPromise): Promise<void> {
  const { orgId, callId, id, at, channel, words, now } = promise;
  await sql`
    WITH replaced AS (
      UPDATE follow_ups SET status = 'cancelled', done_at = ${now} WHERE call_id = ${callId} AND status = 'pending'
    )
    INSERT INTO follow_ups (id, org_id, call_id, our_number, phone, channel, scheduled_for, words, created_at)
    SELECT ${id}, ${orgId}, c.id, c.our_number, c.phone, ${channel}, ${at}, ${words}, ${now}
    FROM agent_calls c WHERE c.id = ${callId}`;
}

export async function closeFollowUp(sql: Queries, followUpId: string, now: Date): Promise<void> {
  await sql`UPDATE follow_ups SET status = 'done', done_at = ${now} WHERE id = ${followUpId} AND status = 'pending'`;
}

/** 100 a round: the next round is a second away. */
const ROUND = 100;

interface DueText {
  readonly id: string;
  readonly org_id: string;
  readonly our_number: string;
  readonly phone: string;
  readonly call_type: CallType;
}

/**
 * Calls become rows of the queue in the statement that ticks them off; texts go through their machine, once by their
 * id. Resolves to how many were carried out.
 */
export async function runFollowUps({ sql, advance, clock }: OutboundTools): Promise<number> {
  const now = clock.now();
  const calls = await sql`
    WITH due AS (
      SELECT f.* FROM follow_ups f WHERE f.status = 'pending' AND f.channel = 'call' AND f.scheduled_for <= ${now}
      ORDER BY f.scheduled_for LIMIT ${ROUND} FOR UPDATE SKIP LOCKED
    ), next AS (
      INSERT INTO agent_calls (id, org_id, our_number, phone, name, call_type, agent_id, origin, follows, variables,
        not_before, created_at)
      SELECT gen_random_uuid(), c.org_id, c.our_number, c.phone, c.name, c.call_type, c.agent_id, 'follow_up', c.id,
        c.variables, ${now}, ${now}
      FROM due JOIN agent_calls c ON c.id = due.call_id RETURNING id, follows
    )
    UPDATE follow_ups f SET status = 'done', done_at = ${now}, next_call_id = next.id
    FROM due LEFT JOIN next ON next.follows = due.call_id WHERE f.id = due.id RETURNING f.id`;
  const texts = await sql<DueText[]>`
    SELECT f.id, f.org_id, f.our_number, f.phone, c.call_type FROM follow_ups f JOIN agent_calls c ON c.id = f.call_id
    WHERE f.status = 'pending' AND f.channel = 'text' AND f.scheduled_for <= ${now}
    ORDER BY f.scheduled_for LIMIT ${ROUND}`;
  for (const due of texts) {
    await advance({
      provider: 'jobrun',
      providerEventId: `follow-up:${due.id}`,
      ourNumber: due.our_number,
      theirNumber: due.phone,
      orgId: due.org_id,
      isTextable: true,
      occurrence: {
        kind: 'machine',
        machine: 'call-outcome',
        event: { type: 'FOLLOW_UP_DUE', followUpId: due.id, callType: due.call_type },
      },
      receivedAt: now,
      answer: () => '',
    });
  }
  return calls.length + texts.length;
}
