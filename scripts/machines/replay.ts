/**
 * Runs the journal through today's machines. A row of the journal is one step: every event that moved a conversation is
 * there in the order of its steps, the answers of inside effects as events of their own. What a state had no use for is
 * not, so that a machine which now has a use for it shows no difference.
 */
import {
  type Effect,
  type MachineEvent,
  type MachineSpec,
  type StepResult,
  start,
  step,
} from '../../machines/index.ts';
import type { Queries } from '../../src/platform/database/index.ts';
import { type FactColumns, factsAt } from './facts.ts';

/** Rows in memory at a time. */
const ROWS_AT_ONCE = 500;

export interface Difference {
  readonly machine: string;
  readonly event: string;
  readonly from: string;
  /** The state it moved to and what followed: "S3_OWNER_NAME + sendText:ask". */
  readonly before: string;
  readonly now: string;
  /** The first conversation that differs so, and where. */
  readonly example: { readonly conversation: string; readonly step: number };
  conversations: number;
}

export interface Replayed {
  conversations: number;
  steps: number;
  /** Replayed no further than to where somebody wrote the state by hand, or the journal does not join up. */
  writtenByHand: number;
  /** Not replayed: the month of their first step was thrown away. */
  beginForgotten: number;
  /** Replayed no further than to where the words of a call were emptied. */
  wordsEmptied: number;
  /** Not replayed: of a machine that is no more. */
  unknownMachine: number;
  /** Most frequent first; each conversation counts where it first differs. */
  differences: readonly Difference[];
}

interface JournalRow extends FactColumns {
  readonly conversation_id: string;
  readonly machine: string;
  readonly step: number;
  readonly event: MachineEvent;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly effects: readonly Effect[];
  readonly at: Date;
}

export interface ReplayOptions {
  /** Conversations that moved at or after it are replayed, each from its first step. */
  readonly since: Date;
  /** The newest so many conversations; null: all. */
  readonly limit: number | null;
}

export async function replayJournal(
  sql: Queries,
  specs: Readonly<Partial<Record<string, MachineSpec>>>,
  { since, limit }: ReplayOptions,
): Promise<Replayed> {
  const replayed: Replayed = {
    ...{
      conversations: 0,
      steps: 0,
      writtenByHand: 0,
      beginForgotten: 0,
      wordsEmptied: 0,
      unknownMachine: 0,
    },
    differences: [],
  };
  const differences = new Map<string, Difference>();
  let current = { id: '', go: (_row: JournalRow): void => {} };
  const rows = sql<JournalRow[]>`
    SELECT t.conversation_id, t.step, t.event, t.from_state, t.to_state, t.effects, t.at, c.machine, c.their_number, c.org_id,
      o.owner_phone, o.owner_phone_as_written, o.name, o.twilio_number
    FROM transitions t
    JOIN (
      SELECT DISTINCT conversation_id AS id FROM transitions WHERE at >= ${since} ORDER BY 1 DESC LIMIT ${limit}
    ) wanted ON wanted.id = t.conversation_id
    JOIN conversations c ON c.id = t.conversation_id JOIN organizations o ON o.id = c.org_id
    ORDER BY t.conversation_id, t.step, t.id`.cursor(ROWS_AT_ONCE);
  for await (const portion of rows) {
    for (const row of portion) {
      if (current.id !== row.conversation_id) {
        current = { id: row.conversation_id, go: replayer(specs[row.machine], replayed, differences) };
        replayed.conversations += 1;
      }
      current.go(row);
    }
  }
  const found = [...differences.values()].sort((one, other) => other.conversations - one.conversations);
  return { ...replayed, differences: found };
}

/** Takes the rows of one conversation, one after the other. */
function replayer(
  spec: MachineSpec | undefined,
  replayed: Replayed,
  differences: Map<string, Difference>,
): (row: JournalRow) => void {
  let stored: StepResult['stored'] | null = null;
  let last: { readonly step: number; readonly state: string | null } = { step: 0, state: null };
  let number: string | null = null;
  let isOver = false;
  const end = (reason: 'writtenByHand' | 'beginForgotten' | 'wordsEmptied' | 'unknownMachine') => {
    replayed[reason] += 1;
    isOver = true;
  };
  return (row) => {
    if (isOver) return;
    if (!spec) return end('unknownMachine');
    if (!stored && row.step > 1) return end(row.from_state === null ? 'writtenByHand' : 'beginForgotten');
    if (row.step !== last.step + 1 || row.from_state !== last.state) return end('writtenByHand');
    if (row.event.isEmptied === true) return end('wordsEmptied');
    if (typeof row.event.phoneE164 === 'string') number = row.event.phoneE164;
    replayed.steps += 1;
    stored ??= start(spec, factsAt(row, row.at, number)).stored;
    const before = moved(row.to_state, row.effects);
    const results = possibleNumbers(number, row).map((one) => attempt(spec, stored, row, one));
    const same = results.find(({ now }) => now === before);
    if (same?.stored) {
      stored = same.stored;
      last = { step: row.step, state: row.to_state };
      return;
    }
    isOver = true;
    note(differences, row, { from: stored.state, before, now: results[0]?.now ?? '' });
  };
}

/**
 * Whether the organization had its number at that moment is the one fact that guards ask for and the journal does not
 * say for every conversation. A step differs only if it does with and without one.
 */
function possibleNumbers(known: string | null, { twilio_number: today }: JournalRow): (string | null)[] {
  return [...new Set([known, today, null])];
}

interface Attempt {
  readonly now: string;
  readonly stored: StepResult['stored'] | null;
}

function attempt(
  spec: MachineSpec,
  stored: StepResult['stored'] | null,
  row: JournalRow,
  number: string | null,
): Attempt {
  const facts = factsAt(row, row.at, number);
  try {
    const result = step(spec, stored ?? start(spec, facts).stored, row.event, facts);
    return {
      now: result.isIgnored ? 'ignored' : moved(result.stored.state, result.effects),
      stored: result.stored,
    };
  } catch (error) {
    return { now: `fails: ${error instanceof Error ? error.message : String(error)}`, stored: null };
  }
}

/** The state and the kinds of effects; of texts also which one. Their values hold facts of the moment, and are not compared. */
function moved(state: string, effects: readonly Effect[]): string {
  const kinds = effects.map(({ type, params }) => ('text' in params ? `${type}:${params.text}` : type));
  return [state, ...kinds].join(' + ');
}

function note(
  differences: Map<string, Difference>,
  row: JournalRow,
  seen: Pick<Difference, 'from' | 'before' | 'now'>,
): void {
  const what = { machine: row.machine, event: row.event.type, ...seen };
  const key = JSON.stringify(what);
  const known = differences.get(key);
  if (known) known.conversations += 1;
  else {
    const example = { conversation: row.conversation_id, step: row.step };
    differences.set(key, { ...what, example, conversations: 1 });
  }
}
