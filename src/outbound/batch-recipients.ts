/** The recipients of a batch, page by page: what became of each row, and where its latest call stands. */
import type { Queries } from '../platform/database/index.ts';
import type { CallStanding } from './call-standing.ts';
import { readCalls } from './read-calls.ts';
import type { BatchRef } from './types.ts';

export interface Recipient {
  /** 1-based row of the list, the line of a file. */
  readonly row: number;
  readonly name: string | null;
  /** The number as it was written. */
  readonly written: string;
  /** E.164; null for what is no phone number. */
  readonly phone: string | null;
  /** `pending`, `queued` (it has a call), `do_not_call`, `no_consent`, `duplicate`, `invalid`, `cancelled`. */
  readonly outcome: string;
  /** Why the row can never be called. */
  readonly error: string | null;
  /** The latest dialling. */
  readonly call: CallStanding | null;
}

interface Row extends Omit<Recipient, 'call'> {
  readonly call_id: string | null;
}

export interface RecipientPage {
  /** The row before the first one that is wanted; 0: from the beginning. */
  readonly after: number;
  readonly limit: number;
}

/** In the order of the list. Nothing of another organization's. */
export async function batchRecipients(
  sql: Queries,
  { orgId, batchId }: BatchRef,
  { after, limit }: RecipientPage,
): Promise<Recipient[]> {
  const rows = await sql<Row[]>`
    SELECT position AS row, name, written, phone, outcome, error, call_id FROM batch_recipients
    WHERE batch_id = ${batchId} AND org_id = ${orgId} AND position > ${after} ORDER BY position LIMIT ${limit}`;
  const callIds = rows.flatMap(({ call_id }) => call_id ?? []);
  const calls = await readCalls(sql, { orgId, callIds });
  return rows.map(({ call_id, ...row }) => ({ ...row, call: calls.get(call_id ?? '') ?? null }));
}
