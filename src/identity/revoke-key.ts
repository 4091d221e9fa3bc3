/** `revokeKey`: a key that is named by its prefix is refused from now on. */
import type { Queries } from '../platform/database/index.ts';

export type Revoked = 'revoked' | 'already' | 'unknown';

export async function revokeKey(sql: Queries, prefix: string, now: Date): Promise<Revoked> {
  const revoked = await sql`
    UPDATE api_keys SET revoked_at = ${now} WHERE prefix = ${prefix} AND revoked_at IS NULL RETURNING id`;
  if (revoked.length > 0) return 'revoked';
  const known = await sql`SELECT FROM api_keys WHERE prefix = ${prefix}`;
  return known.length > 0 ? 'already' : 'unknown';
}
