/**
 * Consent to be called by a voice agent (P-15): what the ledger says of channel `call`. Whoever asks for a call may vouch
 * for it; that is written into the ledger as what it is, once, and never over a refusal.
 */
import type { Queries } from '../platform/database/index.ts';

type Piece = ReturnType<Queries>;

/** The condition as SQL: this phone has agreed to be called by this organization, and has not taken it back. */
export function hasConsented(
  sql: Queries,
  { phone, orgId }: { readonly phone: Piece; readonly orgId: Piece },
) {
  return sql`EXISTS (SELECT FROM consents given WHERE given.phone = ${phone} AND given.scope = 'org:' || ${orgId}
    AND given.channel = 'call' AND NOT given.is_opted_out)`;
}

export interface Vouching {
  readonly orgId: string;
  /** A query with one column, `phone`. */
  readonly phones: Piece;
  /** What was asked, in words that an auditor understands. */
  readonly words: string;
  readonly source: 'operator' | 'import';
  readonly at: Date;
}

/** One entry for each phone of which nothing is known yet; in key order, so that two lists do not wait for each other. */
export async function vouch(sql: Queries, given: Vouching): Promise<void> {
  await sql`WITH ${vouching(sql, given)} SELECT`;
}

/** The same as parts of a `WITH`, for a statement that has the phones at hand. */
export function vouching(sql: Queries, { orgId, phones, words, source, at }: Vouching) {
  return sql`given AS (
      INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
      SELECT DISTINCT 'org:' || ${orgId}::text, phone, 'call', ${orgId}::text, false, ${at}::timestamptz
      FROM (${phones}) AS vouched_for ORDER BY 2
      ON CONFLICT (phone, scope, channel) DO NOTHING RETURNING phone
    ), entered AS (
      INSERT INTO consent_ledger (org_id, scope, phone, channel, action, words, source, at)
      SELECT ${orgId}, 'org:' || ${orgId}::text, phone, 'call', 'opt_in', ${words}, ${source}, ${at} FROM given
    )`;
}
