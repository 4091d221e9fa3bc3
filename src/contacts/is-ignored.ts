/** Is this somebody whom the organization never wants texted? A condition, for whoever asks several things at once. */
import type { Queries } from '../platform/database/index.ts';

export function isIgnoredSql(sql: Queries, { orgId, phone }: { orgId: string; phone: string }) {
  return sql`EXISTS (SELECT FROM contacts WHERE org_id = ${orgId} AND phone = ${phone} AND is_ignored)`;
}
