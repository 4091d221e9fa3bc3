/** Every conversation can go on: today's machines understand what is stored, and its state has a way out. */
import { machines, migrate, step } from '../../../machines/index.ts';
import type { Facts, MachineName } from '../../../machines/step/index.ts';
import { type Checked, type CheckTools, unless } from './finding.ts';

interface Row {
  readonly id: string;
  readonly machine: MachineName;
  readonly machine_version: number | null;
  readonly state: string;
  readonly context: Record<string, unknown>;
}

/** No machine knows it, so a step with it only reads what is stored. */
const NOTHING = { type: 'NOTHING_HAPPENED' };
const FACTS: Facts = {} as Facts;

export async function checkStates({ sql }: CheckTools): Promise<Checked> {
  const rows = await sql<Row[]>`SELECT id, machine, machine_version, state, context FROM conversations`;
  const stranded = rows.flatMap((row) => {
    const reason = strandedBy(row);
    return reason ? [`${row.machine} ${row.id} in ${row.state}: ${reason}`] : [];
  });
  return {
    broken: unless('every machine is in a state that has a way on', stranded),
    counted: [{ what: 'conversations', count: rows.length }],
  };
}

function strandedBy({ machine, machine_version, state, context }: Row): string | null {
  const spec = machines[machine];
  try {
    const stored = migrate(spec, { state, context, version: machine_version });
    step(spec, stored, NOTHING, FACTS);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
