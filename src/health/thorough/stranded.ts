/** Conversations whose stored snapshot today's machines cannot restore: their next event would fail. */
import { type Facts, type MachineSpec, step } from '../../../machines/step/index.ts';
import type { Queries } from '../../platform/database/index.ts';
import { type Finding, MOST_EXAMPLES } from '../check.ts';

/** 50 contexts of each machine, version and state: one that cannot be read is seldom alone. */
const SAMPLE = 50;

interface Group {
  readonly machine: string;
  readonly machine_version: number | null;
  readonly state: string;
  readonly total: number;
}

/** Every stored version and state is tried, each with a sample of its contexts. Reads the whole table once. */
export async function findStranded(
  sql: Queries,
  specs: Readonly<Record<string, MachineSpec>>,
): Promise<Finding | null> {
  const groups = await sql<Group[]>`
    SELECT machine, machine_version, state, count(*)::int AS total FROM conversations
    GROUP BY machine, machine_version, state ORDER BY machine, machine_version, state`;
  const broken: { group: Group; reason: string }[] = [];
  for (const group of groups) {
    const reason = await firstProblem(sql, specs, group);
    if (reason !== null) broken.push({ group, reason });
  }
  if (broken.length === 0) return null;
  return {
    severity: 'error',
    what: 'Stored conversations cannot be restored by the machines of this version; their next event will fail.',
    remedy:
      'write the missing migration (machines/README.md, "To change what is stored") before anybody texts',
    count: broken.reduce((sum, { group }) => sum + group.total, 0),
    examples: broken.slice(0, MOST_EXAMPLES).map(({ reason }) => reason),
  };
}

async function firstProblem(
  sql: Queries,
  specs: Readonly<Record<string, MachineSpec>>,
  { machine, machine_version: version, state }: Group,
): Promise<string | null> {
  const spec = specs[machine];
  if (!spec) return `${machine}: there is no such machine`;
  const rows = await sql<{ context: Record<string, unknown> }[]>`
    SELECT context FROM conversations
    WHERE machine = ${machine} AND machine_version IS NOT DISTINCT FROM ${version} AND state = ${state}
    LIMIT ${SAMPLE}`;
  for (const { context } of rows) {
    try {
      step(spec, { state, context, version }, { type: 'LOOKED_AT' }, someFacts);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return null;
}

/** No machine has a use for the event, so what the facts say does not matter. */
const someFacts: Facts = {
  now: new Date(0).toISOString(),
  orgId: '',
  theirNumber: '',
  ownerPhone: '',
  ownerPhoneAsWritten: '',
  businessName: null,
  number: null,
  payLink: '',
  portalLink: '',
};
