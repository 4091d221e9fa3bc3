/** Restores what is stored with today's machines and their migrations, and counts what they could not go on from. */
import { type Facts, type MachineSpec, NewerVersionError, step } from '../../machines/index.ts';
import type { Queries } from '../../src/platform/database/index.ts';
import { maskSecrets } from '../../src/platform/mask-secrets.ts';
import { type FactColumns, factsAt } from './facts.ts';

/** What a conversation of each kind is tried with; more of them tell hardly more, and `--all` tries every one. */
export const SAMPLE = 200;
/** Beyond the sample every so many-th, so that not only the oldest rows are tried. */
const THEN_EVERY = 100;
/** Rows in memory at a time. */
const ROWS_AT_ONCE = 500;

export type Stranding = 'unknown machine' | 'written by a newer version' | 'cannot be restored';

export interface StoredKind {
  readonly machine: string;
  /** Null: an operator wrote it by hand. */
  readonly version: number | null;
  readonly state: string;
  conversations: number;
  /** How many of them were restored, or tried to be. */
  tried: number;
  /** How many of those failed; where all did, all that are stored count. */
  stranded: number;
  /** Of the first that failed. */
  example: { readonly conversation: string; readonly stranding: Stranding; readonly reason: string } | null;
}

interface StoredRow extends FactColumns {
  readonly id: string;
  readonly machine: string;
  readonly machine_version: number | null;
  readonly state: string;
  readonly context: Record<string, unknown>;
  readonly updated_at: Date;
}

export type Specs = Readonly<Partial<Record<string, MachineSpec>>>;

/** One row for each machine, version and state, in that order. */
export async function checkStored(
  sql: Queries,
  specs: Specs,
  { all }: { readonly all: boolean },
): Promise<readonly StoredKind[]> {
  const kinds = new Map<string, StoredKind>();
  const rows = sql<StoredRow[]>`
    SELECT c.id, c.org_id, c.their_number, c.machine, c.machine_version, c.state, c.context, c.updated_at, o.owner_phone,
      o.owner_phone_as_written, o.name, o.twilio_number
    FROM conversations c JOIN organizations o ON o.id = c.org_id`.cursor(ROWS_AT_ONCE);
  for await (const portion of rows) for (const row of portion) count(kinds, specs, row, all);
  const found = [...kinds.values()];
  for (const kind of found) if (kind.stranded === kind.tried) kind.stranded = kind.conversations;
  return found.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

function count(kinds: Map<string, StoredKind>, specs: Specs, row: StoredRow, all: boolean): void {
  const { machine, machine_version: version, state } = row;
  const key = nameOf({ machine, version, state });
  const kind = kinds.get(key) ?? {
    ...{ machine, version, state, conversations: 0, tried: 0, stranded: 0, example: null },
  };
  kinds.set(key, kind);
  kind.conversations += 1;
  if (!all && kind.conversations > SAMPLE && kind.conversations % THEN_EVERY !== 0) return;
  kind.tried += 1;
  const failure = restore(specs[machine], row);
  if (!failure) return;
  kind.stranded += 1;
  kind.example ??= { conversation: row.id, ...failure };
}

const nameOf = ({ machine, version, state }: Pick<StoredKind, 'machine' | 'version' | 'state'>) =>
  `${machine} ${String(version ?? 0).padStart(6, '0')} ${state}`;

/** Machines ignore this one; that they can be asked is what is tried. */
const NOTHING_HAPPENED = { type: 'NOTHING_HAPPENED' };

function restore(
  spec: MachineSpec | undefined,
  row: StoredRow,
): { stranding: Stranding; reason: string } | null {
  if (!spec) return { stranding: 'unknown machine', reason: 'no machine has that name' };
  const stored = { state: row.state, context: row.context, version: row.machine_version };
  const facts: Facts = factsAt(row, row.updated_at, row.twilio_number);
  try {
    step(spec, stored, NOTHING_HAPPENED, facts);
    return null;
  } catch (error) {
    const stranding =
      error instanceof NewerVersionError ? 'written by a newer version' : 'cannot be restored';
    const said = error instanceof Error ? error.message : String(error);
    return { stranding, reason: maskSecrets(said.split('\n')[0] ?? '') };
  }
}
