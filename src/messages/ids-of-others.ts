/** What the carrier calls the other texts of a thread: a lost text must not be taken for one of them. */
import type { Queries } from '../platform/database/index.ts';

export interface LostText {
  readonly promiseId: string;
  readonly orgId: string | null;
  readonly from: string;
  readonly to: string;
  /** When it was promised. */
  readonly since: Date;
}

/** 1 h: a text that was promised long before may have been taken just now. */
const BEFORE_MS = 60 * 60_000;

/** The carrier's ids of the texts with the same two numbers that are known to be other promises. */
export async function idsOfOthers(sql: Queries, text: LostText): Promise<ReadonlySet<string>> {
  const from = new Date(text.since.getTime() - BEFORE_MS);
  const rows = await sql<{ provider_id: string }[]>`
    SELECT provider_id FROM messages
    WHERE ${text.orgId === null ? sql`org_id IS NULL` : sql`org_id = ${text.orgId}`} AND their_number = ${text.to} AND created_at >= ${from}
      AND our_number = ${text.from} AND provider_id IS NOT NULL AND id <> ${text.promiseId}`;
  return new Set(rows.map(({ provider_id }) => provider_id));
}
