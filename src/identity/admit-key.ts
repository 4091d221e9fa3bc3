/** `admitKey`: whose key is this, and has it asked too often? */
import type { Queries } from '../platform/database/index.ts';
import { hashOf, isSameHash, prefixOf, readBearer, type Scope } from './key.ts';

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly prefix: string;
      readonly orgId: string;
      readonly scopes: readonly Scope[];
    }
  /** No key, not a key, a wrong one, or one that was revoked: nobody is told which. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'too_many'; readonly retryAfterS: number };

export interface Knock {
  /** The header `Authorization` as it came. */
  readonly authorization: string | undefined;
  readonly now: Date;
  readonly requestsPerMinute: number;
}

const WINDOW_MS = 60_000;

interface Found {
  readonly id: string;
  readonly org_id: string;
  readonly key_hash: string;
  readonly scopes: readonly Scope[];
}

/** Counts in the key's own row: all nodes count together, and a restart forgets nothing. */
export async function admitKey(sql: Queries, knock: Knock): Promise<Admission> {
  const key = readBearer(knock.authorization);
  if (key === null) return { kind: 'unknown' };
  const [found] = await sql<Found[]>`
    SELECT id, org_id, key_hash, scopes FROM api_keys WHERE prefix = ${prefixOf(key)} AND revoked_at IS NULL`;
  if (!found || !isSameHash(found.key_hash, hashOf(key))) return { kind: 'unknown' };
  const { used, startsAt } = await count(sql, found.id, knock.now);
  if (used > knock.requestsPerMinute) {
    const leftMs = startsAt.getTime() + WINDOW_MS - knock.now.getTime();
    return { kind: 'too_many', retryAfterS: Math.max(1, Math.ceil(leftMs / 1_000)) };
  }
  return { kind: 'admitted', prefix: prefixOf(key), orgId: found.org_id, scopes: found.scopes };
}

async function count(sql: Queries, id: string, now: Date): Promise<{ used: number; startsAt: Date }> {
  const oldest = new Date(now.getTime() - WINDOW_MS);
  const [row] = await sql<{ used: number; startsAt: Date }[]>`
    UPDATE api_keys SET
      last_used_at = ${now},
      window_starts_at = CASE WHEN window_starts_at > ${oldest} THEN window_starts_at ELSE ${now} END,
      window_used = CASE WHEN window_starts_at > ${oldest} THEN window_used + 1 ELSE 1 END
    WHERE id = ${id}
    RETURNING window_used AS used, window_starts_at AS "startsAt"`;
  // Deleted with its organization since it was found: it counts no more.
  return row ?? { used: 1, startsAt: now };
}
