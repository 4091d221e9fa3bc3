/** How far a batch has come, in numbers, and what became of each of its recipients. */
import { CALL_LABELS, type CallLabel } from '../../machines/call-outcome/labels.ts';
import type { Queries } from '../platform/database/index.ts';
import type { BatchProgress, BatchRef, RecipientResult } from './types.ts';

export type ProgressOutcome =
  | { readonly kind: 'found'; readonly progress: BatchProgress }
  | { readonly kind: 'foreign' };

type CallCount = keyof BatchProgress['calls'];

const COUNTED_AS: Readonly<Record<string, CallCount>> = {
  queued: 'queued',
  dialling: 'dialling',
  answered: 'answered',
  completed: 'completed',
  no_answer: 'noAnswer',
  busy: 'busy',
  failed: 'failed',
  unclear: 'unclear',
  cancelled: 'cancelled',
  do_not_call: 'blocked',
  refused: 'blocked',
};
const NO_CALLS = Object.fromEntries(Object.values(COUNTED_AS).map((name) => [name, 0])) as Record<
  CallCount,
  number
>;
const NO_LABELS = Object.fromEntries(CALL_LABELS.map((label) => [label, 0])) as Record<CallLabel, number>;

interface CountRow {
  readonly outcome: string;
  readonly status: string | null;
  readonly label: string | null;
  readonly count: number;
}

interface BatchRow extends Pick<BatchProgress, 'name' | 'status'> {
  readonly call_type: BatchProgress['callType'];
  readonly end_reason: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

export async function batchProgress(sql: Queries, { orgId, batchId }: BatchRef): Promise<ProgressOutcome> {
  const [[batch], rows] = await Promise.all([
    sql<BatchRow[]>`
      SELECT name, status, end_reason, call_type, created_at, started_at, ended_at FROM call_batches
      WHERE id = ${batchId} AND org_id = ${orgId}`,
    sql<CountRow[]>`
      SELECT r.outcome, c.status, CASE WHEN c.status = 'completed' THEN c.analysis ->> 'label' END AS label,
        count(*)::int AS count
      FROM batch_recipients r LEFT JOIN agent_calls c ON c.id = r.call_id
      WHERE r.batch_id = ${batchId} AND r.org_id = ${orgId} GROUP BY 1, 2, 3`,
  ]);
  if (!batch) return { kind: 'foreign' };
  const sum = (of: (row: CountRow) => boolean) =>
    rows.reduce((total, row) => (of(row) ? total + row.count : total), 0);
  const calls = { ...NO_CALLS };
  const labels = { ...NO_LABELS };
  for (const { outcome, status, label, count } of rows) {
    const counted = COUNTED_AS[status ?? ''];
    if (counted) calls[counted] += count;
    else if (outcome === 'cancelled') calls.cancelled += count;
    const known = CALL_LABELS.find((one) => one === label);
    if (known) labels[known] += count;
  }
  return {
    kind: 'found',
    progress: {
      batchId,
      name: batch.name,
      callType: batch.call_type,
      status: batch.status,
      endReason: batch.end_reason,
      recipients: sum(() => true),
      skippedDoNotCall: sum(({ outcome }) => outcome === 'do_not_call'),
      noConsent: sum(({ outcome }) => outcome === 'no_consent'),
      duplicates: sum(({ outcome }) => outcome === 'duplicate'),
      invalid: sum(({ outcome }) => outcome === 'invalid'),
      calls,
      labels,
      createdAt: batch.created_at,
      startedAt: batch.started_at,
      endedAt: batch.ended_at,
    },
  };
}

interface ResultRow {
  readonly position: number;
  readonly name: string | null;
  readonly written: string;
  readonly phone: string | null;
  readonly outcome: string;
  readonly error: string | null;
  readonly call_id: string | null;
  readonly status: string | null;
  readonly attempt: number | null;
  readonly label: CallLabel | null;
  readonly end_reason: string | null;
  readonly ended_at: Date | null;
}

/** Those after `after` (0: from the first), in the order of the list, at most `limit`. Nothing of another organization's. */
export async function batchResults(
  sql: Queries,
  { orgId, batchId }: BatchRef,
  after: number,
  limit: number,
): Promise<RecipientResult[]> {
  const rows = await sql<ResultRow[]>`
    SELECT r.position, r.name, r.written, r.phone, r.outcome, r.error, r.call_id, c.status, c.attempt,
      c.analysis ->> 'label' AS label, c.end_reason, c.ended_at
    FROM batch_recipients r LEFT JOIN agent_calls c ON c.id = r.call_id
    WHERE r.batch_id = ${batchId} AND r.org_id = ${orgId} AND r.position > ${after}
    ORDER BY r.position LIMIT ${limit}`;
  return rows.map(({ position, name, written, phone, outcome, error, call_id, status, attempt, ...row }) => ({
    ...{ position, name, written, phone, error },
    status: status ?? outcome,
    attempts: attempt ?? 0,
    label: row.label,
    endReason: row.end_reason,
    callId: call_id,
    endedAt: row.ended_at,
  }));
}
