/** `createKey`: a new key for an organization. The answer is the only place where it ever stands. */
import type { Queries } from '../platform/database/index.ts';
import { hashOf, newKey, prefixOf, type Scope } from './key.ts';

export interface NewKey {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly now: Date;
}

/** Null where there is no such organization. */
export async function createKey(
  sql: Queries,
  { id, orgId, name, scopes, now }: NewKey,
): Promise<string | null> {
  const key = newKey();
  const created = await sql`
    INSERT INTO api_keys (id, org_id, name, prefix, key_hash, scopes, created_at)
    SELECT ${id}, o.id, ${name}, ${prefixOf(key)}, ${hashOf(key)}, ${[...scopes]}, ${now}
    FROM organizations o WHERE o.id = ${orgId}
    RETURNING id`;
  return created.length === 0 ? null : key;
}
