/** `isIgnored`: is this somebody whom the organization never wants texted? */
import type { Queries } from '../platform/database/index.ts';

export async function isIgnored(sql: Queries, orgId: string, phone: string): Promise<boolean> {
  const rows = await sql`SELECT FROM contacts WHERE org_id = ${orgId} AND phone = ${phone} AND is_ignored`;
  return rows.length > 0;
}
