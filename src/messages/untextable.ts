/** Phones that no text can reach (P-09): flagged by a receipt, so that nothing is tried a second time. */
import type { Queries } from '../platform/database/index.ts';

export interface Untextable {
  readonly phone: string;
  readonly code: string;
  readonly at: Date;
}

export async function flagUntextable(sql: Queries, { phone, code, at }: Untextable): Promise<void> {
  await sql`
    INSERT INTO untextable_phones (phone, code, at) VALUES (${phone}, ${code}, ${at})
    ON CONFLICT (phone) DO UPDATE SET code = excluded.code, at = excluded.at`;
}

/** Has the network said that no text reaches this phone, and have they not texted the organization since? A condition. */
export function isUntextableSql(
  sql: Queries,
  { orgId, phone }: { readonly orgId: string; readonly phone: string },
) {
  return sql`EXISTS (
    SELECT FROM untextable_phones u WHERE u.phone = ${phone} AND NOT EXISTS (
      SELECT FROM messages m WHERE m.org_id = ${orgId} AND m.their_number = u.phone
        AND m.direction = 'inbound' AND m.created_at > u.at))`;
}
