/** Reads where calls stand, for the programs that asked for them: one of them, or those of a list. */
import { consentScope, consentsOf } from '../consent/index.ts';
import type { Queries } from '../platform/database/index.ts';
import { timeZoneOf } from '../values/quiet-hours.ts';
import type { CallStanding, DoNotCall } from './call-standing.ts';
import type { WaitsFor } from './types.ts';

type Plain = Omit<CallStanding, 'waitsFor' | 'notBefore' | 'timeZone' | 'nextTry' | 'followUp' | 'callback'>;

interface Row extends Plain {
  readonly our_number: string;
  readonly organization_zone: string;
  readonly waits_for: WaitsFor | null;
  readonly not_before: Date;
  /** The first column of a try, a follow-up and a callback says whether there is one. */
  readonly next_id: string | null;
  readonly next_attempt: number;
  readonly next_status: string;
  readonly next_not_before: Date;
  readonly channel: 'call' | 'text' | null;
  readonly scheduled_for: Date;
  readonly words: string | null;
  readonly follow_up_status: 'pending' | 'done' | 'cancelled';
  readonly follow_up_call_id: string | null;
  readonly requested_at: Date | null;
  readonly callback_name: string | null;
  readonly reason: string | null;
  readonly preferred_time: string | null;
  readonly callback_status: 'pending' | 'done';
}

interface Asked {
  readonly orgId: string;
  readonly callIds: readonly string[];
}

/** By their ids. What is another organization's is as absent as what does not exist. */
export async function readCalls(sql: Queries, asked: Asked): Promise<ReadonlyMap<string, CallStanding>> {
  const rows = await readRows(sql, asked);
  return new Map(rows.map((row) => [row.callId, standingOf(row)]));
}

/** Null: it is not the organization's own. */
export async function readCall(
  sql: Queries,
  { orgId, callId }: { readonly orgId: string; readonly callId: string },
): Promise<(CallStanding & { readonly doNotCall: DoNotCall | null }) | null> {
  const [row] = await readRows(sql, { orgId, callIds: [callId] });
  if (!row) return null;
  return { ...standingOf(row), doNotCall: await readRefusal(sql, orgId, row) };
}

/** What was said about calls says more than a STOP by text, which forbids them as well. */
async function readRefusal(
  sql: Queries,
  orgId: string,
  { phone, our_number }: Row,
): Promise<DoNotCall | null> {
  const scopes = [consentScope(orgId, our_number), consentScope(null, our_number)];
  const refusals = (await consentsOf(sql, phone)).filter(
    ({ scope, is_opted_out }) => is_opted_out && scopes.includes(scope),
  );
  const refusal = refusals.find(({ channel }) => channel === 'call') ?? refusals[0];
  return refusal ? { since: refusal.at, words: refusal.words, source: refusal.source } : null;
}

async function readRows(sql: Queries, { orgId, callIds }: Asked): Promise<Row[]> {
  return await sql<Row[]>`
    SELECT c.id AS "callId", c.phone, c.name, c.call_type AS "callType", c.agent_id AS "assistantId", c.origin, c.batch_id AS "batchId", c.attempt,
      c.follows, c.status, c.waits_for, c.not_before, c.our_number, o.time_zone AS organization_zone,
      c.analysis ->> 'label' AS label, c.analysis ->> 'evidence' AS evidence, c.analysis ->> 'notes' AS notes, c.summary,
      c.end_reason AS "endReason", c.duration_s AS "durationS", c.created_at AS "createdAt", c.dialled_at AS "dialledAt",
      c.answered_at AS "answeredAt", c.ended_at AS "endedAt",
      n.id AS next_id, n.attempt AS next_attempt, n.status AS next_status, n.not_before AS next_not_before,
      f.channel, f.scheduled_for, f.words, f.status AS follow_up_status, f.next_call_id AS follow_up_call_id,
      k.requested_at, k.name AS callback_name, k.reason, k.preferred_time, k.status AS callback_status
    FROM agent_calls c JOIN organizations o ON o.id = c.org_id
    LEFT JOIN agent_calls n ON n.follows = c.id AND n.origin = 'retry'
    LEFT JOIN callbacks k ON k.call_id = c.id
    LEFT JOIN LATERAL (
      SELECT * FROM follow_ups WHERE call_id = c.id ORDER BY created_at DESC, status = 'pending' DESC LIMIT 1
    ) f ON true
    WHERE c.org_id = ${orgId} AND c.id = ANY(${callIds as string[]}::uuid[])`;
}

function standingOf(row: Row): CallStanding {
  const { callId, phone, name, callType, assistantId, origin, batchId, attempt, follows, status } = row;
  const { label, evidence, notes, summary, endReason, durationS } = row;
  const { createdAt, dialledAt, answeredAt, endedAt } = row;
  const isQueued = status === 'queued';
  return {
    ...{ callId, phone, name, callType, assistantId, origin, batchId, attempt, follows, status },
    waitsFor: isQueued ? row.waits_for : null,
    notBefore: isQueued && row.waits_for !== 'turn' ? row.not_before : null,
    timeZone: timeZoneOf(phone, row.organization_zone),
    ...{ label, evidence, notes, summary, endReason, durationS, createdAt, dialledAt, answeredAt, endedAt },
    nextTry:
      row.next_id === null
        ? null
        : {
            ...{ callId: row.next_id, attempt: row.next_attempt, status: row.next_status },
            notBefore: row.next_not_before,
          },
    followUp: row.channel && {
      ...{ channel: row.channel, scheduledFor: row.scheduled_for, words: row.words },
      ...{ status: row.follow_up_status, callId: row.follow_up_call_id },
    },
    callback: row.requested_at && {
      ...{ name: row.callback_name, reason: row.reason, preferredTime: row.preferred_time },
      ...{ status: row.callback_status, requestedAt: row.requested_at },
    },
  };
}
