/**
 * What became of a text, as parts of other rooms' statements: the row moves in the same statement as its promise, so
 * that keeping one costs one round trip.
 */
import type { Queries } from '../platform/database/index.ts';
import { meaningOf } from './codes.ts';
import { rankOf, rankSql } from './rank.ts';

const RANK = rankSql('m.status');

/** Statuses that a receipt may have brought before anybody knew whose it was. */
const STATUSES = ['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'canceled'] as const;

export interface Accepted {
  readonly id: string;
  readonly providerId: string;
  readonly status: string;
  readonly at: Date;
}

/**
 * The carrier took it. Receipts may have come first: those with our id have moved the row already, those without it
 * were stored with the carrier's id and are matched here.
 */
export function acceptedPart(sql: Queries, { id, providerId, status, at }: Accepted) {
  const early = STATUSES.map((one) => `status:${providerId}:${one}`);
  return sql`
    UPDATE messages m SET provider_id = ${providerId}, sent_at = coalesce(m.sent_at, ${at}),
      status = CASE WHEN news.rank > ${sql.unsafe(RANK)} THEN news.status ELSE m.status END,
      error_code = CASE WHEN news.rank > ${sql.unsafe(RANK)} THEN news.error_code ELSE m.error_code END,
      error_meaning = CASE WHEN news.rank > ${sql.unsafe(RANK)} THEN NULL ELSE m.error_meaning END,
      ended_at = CASE WHEN news.rank = 4 THEN coalesce(m.ended_at, ${at}) ELSE m.ended_at END
    FROM (
      SELECT told.status, told.error_code, ${sql.unsafe(rankSql('told.status'))} AS rank FROM (
        SELECT ${status}::text AS status, NULL::text AS error_code
        UNION ALL
        SELECT e.payload -> 'occurrence' ->> 'status', e.payload -> 'occurrence' ->> 'errorCode' FROM inbound_events e
        WHERE e.provider = 'twilio' AND e.provider_event_id = ANY (${early})
      ) told ORDER BY rank DESC LIMIT 1
    ) news
    WHERE m.id = ${id}`;
}

export interface Ended {
  readonly id: string;
  readonly status: 'suppressed' | 'failed';
  readonly code: string | null;
  readonly at: Date;
}

/** It never left, and never will. A receipt that says otherwise came first. */
export function endedPart(sql: Queries, { id, status, code, at }: Ended) {
  return sql`
    UPDATE messages m SET status = ${status}, error_code = ${code}, error_meaning = ${wordsFor(code)}, ended_at = ${at}
    WHERE m.id = ${id} AND ${sql.unsafe(RANK)} < ${rankOf('failed')}`;
}

/** It waits for another try; whoever looks sees why. */
export function waitingPart(
  sql: Queries,
  { id, code }: { readonly id: string; readonly code: string | null },
) {
  return sql`
    UPDATE messages m SET error_code = ${code}, error_meaning = ${wordsFor(code)}
    WHERE m.id = ${id} AND ${sql.unsafe(RANK)} < ${rankOf('accepted')}`;
}

/** The plain meaning of a code, for the owner. */
export function wordsFor(code: string | null): string | null {
  return code === null ? null : meaningOf(code).meaning;
}
