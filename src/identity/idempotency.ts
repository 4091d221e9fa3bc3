/** `beginRequest`, `keepAnswer`, `releaseRequest`, `forgetRequest`, `forgetOldAnswers`: a request that comes again is answered again and done once. */
import type { Queries } from '../platform/database/index.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface RequestName {
  readonly orgId: string;
  readonly idempotencyKey: string;
}

export type BegunRequest =
  /** Do it; what is made gets the id `subjectId`, which is the same again after a crash. */
  | { readonly kind: 'begun'; readonly subjectId: string }
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** The same key came with another request. */
  | { readonly kind: 'another' }
  /** The first one is still at work. */
  | { readonly kind: 'busy' };

/** A day: a program that repeats a request does so within minutes. */
const KEPT_HOURS = 24;
/** 5 minutes: the longest that a request may take, an upload of 100,000 rows over a slow line. */
const CLAIM_MS = 5 * 60_000;

interface Stored {
  readonly fingerprint: string;
  readonly status: number | null;
  readonly body: string | null;
}

export async function beginRequest(
  sql: Queries,
  request: RequestName & { readonly fingerprint: string; readonly subjectId: string; readonly now: Date },
): Promise<BegunRequest> {
  const { orgId, idempotencyKey, fingerprint, subjectId, now } = request;
  const until = new Date(now.getTime() + CLAIM_MS);
  const claimed = await sql<{ subject_id: string }[]>`
    INSERT INTO api_requests AS r (org_id, idempotency_key, fingerprint, subject_id, claimed_until, created_at)
    VALUES (${orgId}, ${idempotencyKey}, ${fingerprint}, ${subjectId}, ${until}, ${now})
    ON CONFLICT (org_id, idempotency_key) DO UPDATE SET claimed_until = excluded.claimed_until
      WHERE r.status IS NULL AND r.claimed_until < ${now} AND r.fingerprint = excluded.fingerprint
    RETURNING subject_id`;
  if (claimed[0]) return { kind: 'begun', subjectId: claimed[0].subject_id };
  const [stored] = await sql<Stored[]>`
    SELECT fingerprint, status, body FROM api_requests
    WHERE org_id = ${orgId} AND idempotency_key = ${idempotencyKey}`;
  // Forgotten between the two statements: whoever had it failed, and it may be tried again.
  if (!stored) return { kind: 'busy' };
  if (stored.fingerprint !== fingerprint) return { kind: 'another' };
  if (stored.status === null) return { kind: 'busy' };
  return { kind: 'answered', answer: { status: stored.status, body: stored.body ?? '' } };
}

export async function keepAnswer(
  sql: Queries,
  { orgId, idempotencyKey }: RequestName,
  answer: Answer,
): Promise<void> {
  await sql`
    UPDATE api_requests SET status = ${answer.status}, body = ${answer.body}
    WHERE org_id = ${orgId} AND idempotency_key = ${idempotencyKey} AND status IS NULL`;
}

/** It failed, and something may have been made: the next try, with the same id, may begin at once. */
export async function releaseRequest(
  sql: Queries,
  { orgId, idempotencyKey }: RequestName,
  now: Date,
): Promise<void> {
  const past = new Date(now.getTime() - 1);
  await sql`
    UPDATE api_requests SET claimed_until = ${past}
    WHERE org_id = ${orgId} AND idempotency_key = ${idempotencyKey} AND status IS NULL`;
}

/** Nothing was made: the next request with this key is a new one. */
export async function forgetRequest(sql: Queries, { orgId, idempotencyKey }: RequestName): Promise<void> {
  await sql`
    DELETE FROM api_requests WHERE org_id = ${orgId} AND idempotency_key = ${idempotencyKey} AND status IS NULL`;
}

/** At most so many at a time; resolves to how many there were. */
export async function forgetOldAnswers(sql: Queries, most: number): Promise<number> {
  const { count } = await sql`
    DELETE FROM api_requests WHERE (org_id, idempotency_key) IN (
      SELECT org_id, idempotency_key FROM api_requests
      WHERE created_at < now() - make_interval(hours => ${KEPT_HOURS}) ORDER BY created_at LIMIT ${most})`;
  return count;
}
