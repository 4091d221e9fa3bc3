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
  /** Of calls, their batches, and what was promised on them. */
  readonly calls?: number | undefined;
  /** Days, at least seven: what was said on a call may go before the call does. */
  readonly callWordsDays?: number | undefined;
}

/**
 * 90 days: an event's row is what recognises a repeat, and providers repeat for days at most (Stripe: three). Texts and
 * transitions have tables of their own, so what is forgotten is how they arrived and were kept.
 */
const SETTLED_KEPT_DAYS = 90;
/** 5,000 rows a statement: short enough to be in nobody's way. */
const FORGOTTEN_AT_ONCE = 5_000;
/** 1,000 calls a statement, each with its place in the journal and what arrived about it. */
const EMPTIED_AT_ONCE = 1_000;

export interface Retained {
  /** Partitions, by name. */
  readonly made: readonly string[];
  readonly dropped: readonly string[];
  /** Rows of events, promises, calls and answers of the API. */
  readonly forgotten: number;
  /** Calls, and what arrived about them, of which the words are gone. */
  readonly emptied: number;
}

/** Any number of nodes may do so at once: one does the work, the others find nothing to do. */
export async function retain(sql: Queries, kept: KeptMonths, stopping: AbortSignal): Promise<Retained> {
  const [made] = await sql<{ names: string[] }[]>`SELECT by_month.make() AS names`;
  const dropped = [
    ...(await dropOld(sql, 'transitions', kept.journal)),
    ...(await dropOld(sql, 'messages', kept.messages)),
  ];
  const older = async (what: Taking, than: number | undefined, most: number) =>
    than === undefined ? 0 : await inRounds(() => takeAway(sql, what, { than, most }), stopping);
  const forgotten =
    (await inRounds(() => forgetOldAnswers(sql, FORGOTTEN_AT_ONCE), stopping)) +
    (await older('forget_settled', SETTLED_KEPT_DAYS, FORGOTTEN_AT_ONCE)) +
    (await older('forget_calls', kept.calls, FORGOTTEN_AT_ONCE));
  const emptied = await older('empty_call_words', kept.callWordsDays, EMPTIED_AT_ONCE);
  return { made: made?.names ?? [], dropped, forgotten, emptied };
}

async function dropOld(sql: Queries, table: string, keptMonths: number | undefined): Promise<string[]> {
  if (keptMonths === undefined) return [];
  const rows = await sql<{ names: string[] }[]>`SELECT by_month.drop_old(${table}, ${keptMonths}) AS names`;
  return rows[0]?.names ?? [];
}

/** Resolves to how many rows it took. */
type Round = () => Promise<number>;

/** Until a round finds nothing more; each is a statement of its own, so that a node that goes need not wait for the last. */
async function inRounds(round: Round, stopping: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    const rows = stopping.aborted ? 0 : await round();
    if (rows === 0) return total;
    total += rows;
  }
}

/** Functions of the tables' owner in the schema `by_month`: each takes at most so many rows that are older. */
type Taking = 'forget_settled' | 'forget_calls' | 'empty_call_words';

async function takeAway(
  sql: Queries,
  what: Taking,
  { than, most }: { readonly than: number; readonly most: number },
): Promise<number> {
  const [round] = await sql<{ rows: number }[]>`SELECT by_month.${sql(what)}(${than}, ${most}) AS rows`;
  return round?.rows ?? 0;
}
