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
  readonly phones: readonly string[];
  /** What was asked, in words that an auditor understands. */
  readonly words: string;
  readonly source: 'operator' | 'import';
  readonly at: Date;
}

/** One entry for each phone of which nothing is known yet. */
export async function vouch(sql: Queries, { orgId, phones, words, source, at }: Vouching): Promise<void> {
  if (phones.length === 0) return;
  await sql`
    WITH given AS (
      INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
      SELECT DISTINCT 'org:' || ${orgId}::text, phone, 'call', ${orgId}::text, false, ${at}::timestamptz
      FROM unnest(${phones as string[]}::text[]) AS phone ORDER BY 2
      ON CONFLICT (phone, scope, channel) DO NOTHING RETURNING phone
    )
    INSERT INTO consent_ledger (org_id, scope, phone, channel, action, words, source, at)
    SELECT ${orgId}, 'org:' || ${orgId}::text, phone, 'call', 'opt_in', ${words}, ${source}, ${at} FROM given`;
}
