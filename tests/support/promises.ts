/** Promises put into the outbox by hand, and what became of them. */
import { senderLane } from '../../src/outbox/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { ONBOARDING_NUMBER } from './engine.ts';

export interface PromisedText {
  readonly to: string;
  readonly body?: string;
  readonly from?: string;
  readonly segments?: number;
  readonly orgId?: string | null;
  readonly at: Date;
}

/** Promises a text; resolves with the promise's id. */
export async function promiseText(sql: Sql, text: PromisedText): Promise<string> {
  const { to, body = 'hello', from = ONBOARDING_NUMBER, segments = 1, orgId = null, at } = text;
  const id = newId();
  const payload = JSON.stringify({ text: 'ask', body, from, segments });
  await sql`
    INSERT INTO outbox (id, org_id, kind, lane, recipient, payload, due_at, created_at)
    VALUES (${id}, ${orgId}, 'sendText', ${senderLane(from)}, ${to}, ${payload}::text::jsonb, ${at}, ${at})`;
  await sql`
    INSERT INTO messages (id, org_id, direction, our_number, their_number, body, segments, status, created_at)
    VALUES (${id}, ${orgId}, 'outbound', ${from}, ${to}, ${body}, ${segments}, 'promised', ${at})`;
  return id;
}

export interface PromiseState {
  readonly status: string;
  readonly attempts: number;
  readonly provider_id: string | null;
  /** Of the text itself, as its receipts moved it. */
  readonly message_status: string | null;
  readonly message_error: string | null;
  readonly error_code: string | null;
  readonly due_at: Date;
}

export async function promiseState(sql: Sql, id: string): Promise<PromiseState> {
  const [row] = await sql<PromiseState[]>`
    SELECT o.status, o.attempts, o.provider_id, o.error_code, o.due_at, m.status AS message_status,
      m.error_code AS message_error
    FROM outbox o LEFT JOIN messages m ON m.id = o.id WHERE o.id = ${id}`;
  if (!row) throw new Error(`there is no promise ${id}`);
  return row;
}
