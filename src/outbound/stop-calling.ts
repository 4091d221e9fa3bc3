/** Somebody asked not to be called: the ledger keeps their words, and what is queued for them is cancelled, in every batch. */
import { afterConsent } from '../../machines/consent/index.ts';
import { consentScope, recordConsent } from '../consent/index.ts';
import type { Queries } from '../platform/database/index.ts';

export interface Stopping {
  readonly orgId: string;
  readonly phone: string;
  readonly words: string;
  readonly source: 'call' | 'tool';
  readonly now: Date;
}

/** Said twice it is written once. */
export async function stopCalling(
  sql: Queries,
  { orgId, phone, words, source, now: at }: Stopping,
): Promise<void> {
  const scope = consentScope(orgId, '');
  const [row] = await sql<{ is_opted_out: boolean }[]>`
    SELECT is_opted_out FROM consents WHERE phone = ${phone} AND scope = ${scope} AND channel = 'call' FOR UPDATE`;
  const before = row?.is_opted_out ? 'optedOut' : 'subscribed';
  if (afterConsent(before, { type: 'STOP_HEARD' }) !== before) {
    const entry = { orgId, scope, phone, channel: 'call' as const, words, source, at };
    await recordConsent(sql, { ...entry, action: 'opt_out' });
  }
  await sql`
    WITH follow_ups_cancelled AS (
      UPDATE follow_ups SET status = 'cancelled', done_at = ${at}
      WHERE org_id = ${orgId} AND phone = ${phone} AND status = 'pending'
    ), waiting AS (
      UPDATE batch_recipients r SET outcome = 'do_not_call' FROM call_batches b
      WHERE r.batch_id = b.id AND b.org_id = ${orgId} AND b.status IN ('importing', 'queueing')
        AND r.phone = ${phone} AND r.outcome = 'pending'
    )
    UPDATE agent_calls SET status = 'cancelled', waits_for = NULL, end_reason = 'do_not_call', ended_at = ${at}
    WHERE org_id = ${orgId} AND phone = ${phone} AND status = 'queued'`;
}
