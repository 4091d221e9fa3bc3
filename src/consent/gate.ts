/**
 * The gate: may this phone be texted or called? One definition, asked in the transaction that promises
 * (conversations/sql/read.ts) and again at the moment of sending (outbox/claim.ts), so that the two cannot differ.
 */
import type { Queries } from '../platform/database/index.ts';

/** A column, a parameter or any other piece of SQL. */
type Piece = ReturnType<Queries>;

export interface GateQuestion {
  readonly phone: Piece;
  /** Null where no organization knows the phone. */
  readonly orgId: Piece;
  /** The number of ours that would send or ring; null where that is not settled yet. */
  readonly ourNumber: Piece;
  /** A STOP by text stops calls as well; a do-not-call entry stops calls only. */
  readonly isCall: Piece;
}

/**
 * The condition as SQL: true for somebody who must be left alone. At most four rows of the primary key are read. A
 * fragment and not an SQL function: a function with a subquery is never inlined and would be called row by row.
 */
export function isBlocked(sql: Queries, { phone, orgId, ourNumber, isCall }: GateQuestion) {
  return sql`EXISTS (SELECT FROM consents gate WHERE gate.phone = ${phone}
    AND gate.scope IN ('org:' || ${orgId}, 'number:' || ${ourNumber})
    AND gate.is_opted_out AND (gate.channel = 'sms' OR (gate.channel = 'call' AND ${isCall})))`;
}

export interface Contact {
  readonly orgId: string | null;
  readonly ourNumber: string | null;
  readonly phone: string;
}

/** May this phone be sent an automated text? */
export function mayText(sql: Queries, contact: Contact): Promise<boolean> {
  return may(sql, contact, sql`false`);
}

/** May this phone be rung by the service? */
export function mayCall(sql: Queries, contact: Contact): Promise<boolean> {
  return may(sql, contact, sql`true`);
}

async function may(sql: Queries, { orgId, ourNumber, phone }: Contact, isCall: Piece): Promise<boolean> {
  const [row] = await sql<{ is_blocked: boolean }[]>`
    SELECT ${isBlocked(sql, {
      phone: sql`${phone}::text`,
      orgId: sql`${orgId}::text`,
      ourNumber: sql`${ourNumber}::text`,
      isCall,
    })} AS is_blocked`;
  return row?.is_blocked === false;
}
