/** Writes down what became of an attempt, and starts the timers that waited for it. */
import { consentScope, recordConsent } from '../consent/index.ts';
import { acceptedPart, endedPart, flagUntextable, meaningOf, waitingPart } from '../messages/index.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Claimed } from './claim.ts';
import type { Kept } from './keepers.ts';

/** Moves the row on. A receipt may have come first and settled it already; then only what is missing is added. */
export async function settle(sql: Sql, promise: Claimed, outcome: Kept, now: Date): Promise<void> {
  switch (outcome.kind) {
    case 'kept':
      await sql`
        WITH kept AS (
          UPDATE outbox SET status = 'kept', provider_id = coalesce(provider_id, ${outcome.providerId ?? null}),
            kept_at = ${now}, claimed_until = NULL
          WHERE id = ${promise.id} RETURNING id
        ), told AS (${keptPart(sql, promise, outcome, now)})
        UPDATE timers SET due_at = ${now}::timestamptz + delay_ms * interval '1 millisecond', after_promise = NULL
        WHERE after_promise = ${promise.id}`;
      return;
    case 'suppressed':
      await finish(sql, promise, { status: 'suppressed', code: null, reason: null, now });
      return;
    case 'waits':
      await sql`
        UPDATE outbox SET status = 'due', due_at = ${outcome.until}, attempts = attempts - 1, claimed_until = NULL
        WHERE id = ${promise.id} AND status = 'claimed'`;
      return;
    case 'final':
      if (outcome.isOptOut) await recordCarrierOptOut(sql, promise, { code: outcome.code, now });
      if (isNewlyUntextable(promise, outcome.code)) {
        await flagUntextable(sql, { phone: promise.recipient, code: outcome.code, at: now });
      }
      await finish(sql, promise, { status: 'failed', code: outcome.code, reason: outcome.reason, now });
      return;
    case 'retry':
      await later(sql, promise, {
        status: 'due',
        code: outcome.code,
        reason: outcome.reason,
        at: after(now, outcome.afterMs),
      });
      return;
    case 'unknown':
      await later(sql, promise, {
        status: 'unknown',
        code: null,
        reason: outcome.reason,
        at: after(now, outcome.afterMs),
      });
      return;
    default:
      outcome satisfies never;
  }
}

/** The carrier says at once what else a receipt says later: not a number, not a mobile (P-09). */
function isNewlyUntextable({ kind, untextable_code }: Claimed, code: string): boolean {
  return kind === 'sendText' && untextable_code === null && meaningOf(code).decision === 'bad_number';
}

/** The row of a text moves with its promise; other promises have none. */
function keptPart(sql: Sql, promise: Claimed, outcome: Extract<Kept, { kind: 'kept' }>, at: Date) {
  const { providerId, status } = outcome;
  if (promise.kind !== 'sendText' || !providerId || !status) return sql`SELECT 1`;
  return acceptedPart(sql, { id: promise.id, providerId, status, at });
}

const after = (now: Date, ms: number) => new Date(now.getTime() + ms);

interface End {
  readonly status: 'suppressed' | 'failed';
  readonly code: string | null;
  readonly reason: string | null;
  readonly now: Date;
}

/** A text that will never leave must not hold its timers for ever, so they start as well. */
async function finish(sql: Sql, promise: Claimed, { status, code, reason, now }: End): Promise<void> {
  await sql`
    WITH finished AS (
      UPDATE outbox SET status = ${status}, error_code = ${code}, last_error = ${reason}, kept_at = ${now},
        claimed_until = NULL
      WHERE id = ${promise.id} AND status = 'claimed' RETURNING id
    ), told AS (${endedPart(sql, { id: promise.id, status, code, at: now })})
    UPDATE timers SET due_at = ${now}::timestamptz + delay_ms * interval '1 millisecond', after_promise = NULL
    WHERE after_promise = ${promise.id}`;
}

interface Later {
  readonly status: 'due' | 'unknown';
  readonly code: string | null;
  readonly reason: string;
  readonly at: Date;
}

async function later(sql: Sql, promise: Claimed, { status, code, reason, at }: Later): Promise<void> {
  await sql`
    WITH told AS (${waitingPart(sql, { id: promise.id, code })})
    UPDATE outbox SET status = ${status}, due_at = ${at}, error_code = ${code}, last_error = ${reason}, claimed_until = NULL
    WHERE id = ${promise.id} AND status = 'claimed'`;
}

/** The carrier knows of an opt-out that we do not (ruling X3): into the ledger, so that nothing is tried again. */
async function recordCarrierOptOut(sql: Sql, promise: Claimed, { code, now }: { code: string; now: Date }) {
  await recordConsent(sql, {
    orgId: promise.org_id,
    scope: consentScope(promise.org_id, String(promise.payload.from ?? '')),
    phone: promise.recipient,
    channel: 'sms',
    action: 'opt_out',
    words: code,
    source: 'provider_error',
    at: now,
  });
}
