/** Writes what somebody said about being contacted: the ledger keeps every word, the present state is derived. */
import type { Queries } from '../platform/database/index.ts';

export interface ConsentEntry {
  readonly orgId: string | null;
  readonly scope: string;
  readonly phone: string;
  readonly channel: 'sms' | 'call';
  readonly action: 'opt_out' | 'opt_in';
  /** The exact words, or the error code that said so. */
  readonly words: string;
  readonly source: 'text' | 'call' | 'tool' | 'operator' | 'import' | 'provider_error';
  readonly at: Date;
}

/** What a consent is about: an organization, or one of our numbers where no organization knows the phone yet. */
export function consentScope(orgId: string | null, ourNumber: string): string {
  return orgId ? `org:${orgId}` : `number:${ourNumber}`;
}

/** Appends one entry and moves the present state. */
export async function recordConsent(sql: Queries, entry: ConsentEntry): Promise<void> {
  await sql`
    WITH entry AS (
      INSERT INTO consent_ledger (org_id, scope, phone, channel, action, words, source, at)
      VALUES (${entry.orgId}, ${entry.scope}, ${entry.phone}, ${entry.channel}, ${entry.action}, ${entry.words},
        ${entry.source}, ${entry.at})
    )
    INSERT INTO consents (scope, phone, channel, org_id, is_opted_out, at)
    VALUES (${entry.scope}, ${entry.phone}, ${entry.channel}, ${entry.orgId}, ${entry.action === 'opt_out'}, ${entry.at})
    ON CONFLICT (phone, scope, channel) DO UPDATE SET is_opted_out = excluded.is_opted_out, at = excluded.at`;
}
