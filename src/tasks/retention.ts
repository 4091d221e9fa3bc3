/**
 * How long things are kept: makes the months ahead of the journal and the messages, drops those that are over for long
 * enough, forgets what was handled and settled. The engine may change no schema; functions of the schema `by_month`,
 * which belong to the owner of the tables, do it and refuse to destroy anything recent.
 */
import { forgetOldAnswers } from '../identity/index.ts';
import type { Queries } from '../platform/database/index.ts';

/** Months that are kept after they are over; unset: for ever. At least three, which the database sees to as well. */
export interface KeptMonths {
  readonly journal?: number | undefined;
  readonly messages?: number | undefined;
}

/**
 * 90 days: an event's row is what recognises a repeat, and providers repeat for days at most (Stripe: three). Texts and
 * transitions have tables of their own, so what is forgotten is how they arrived and were kept.
 */
const SETTLED_KEPT_DAYS = 90;
/** 5,000 rows a statement: short enough to be in nobody's way. */
const FORGOTTEN_AT_ONCE = 5_000;

export interface Retained {
  /** Partitions, by name. */
  readonly made: readonly string[];
  readonly dropped: readonly string[];
  /** Rows of events, promises and answers of the API. */
  readonly forgotten: number;
}

/** Any number of nodes may do so at once: one does the work, the others find nothing to do. */
export async function retain(sql: Queries, kept: KeptMonths, stopping: AbortSignal): Promise<Retained> {
  const [made] = await sql<{ names: string[] }[]>`SELECT by_month.make() AS names`;
  const dropped = [
    ...(await dropOld(sql, 'transitions', kept.journal)),
    ...(await dropOld(sql, 'messages', kept.messages)),
  ];
  const answers = await forgetOldAnswers(sql);
  return { made: made?.names ?? [], dropped, forgotten: answers + (await forgetSettled(sql, stopping)) };
}

async function dropOld(sql: Queries, table: string, keptMonths: number | undefined): Promise<string[]> {
  if (keptMonths === undefined) return [];
  const rows = await sql<{ names: string[] }[]>`SELECT by_month.drop_old(${table}, ${keptMonths}) AS names`;
  return rows[0]?.names ?? [];
}

async function forgetSettled(sql: Queries, stopping: AbortSignal): Promise<number> {
  let forgotten = 0;
  while (!stopping.aborted) {
    const [round] = await sql<{ rows: number }[]>`
      SELECT by_month.forget_settled(${SETTLED_KEPT_DAYS}, ${FORGOTTEN_AT_ONCE}) AS rows`;
    forgotten += round?.rows ?? 0;
    if ((round?.rows ?? 0) < FORGOTTEN_AT_ONCE) break;
  }
  return forgotten;
}
