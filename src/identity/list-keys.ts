/** `listKeys`: the keys of an organization, or of all, without anything that could be used. */
import type { Queries } from '../platform/database/index.ts';

export interface ListedKey {
  readonly prefix: string;
  readonly org_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

export async function listKeys(sql: Queries, orgId: string | null): Promise<readonly ListedKey[]> {
  return await sql<ListedKey[]>`
    SELECT prefix, org_id, name, scopes, created_at, last_used_at, revoked_at FROM api_keys
    WHERE ${orgId}::text IS NULL OR org_id = ${orgId}
    ORDER BY org_id, created_at`;
}
