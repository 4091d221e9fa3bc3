/** Nobody is dialled once it is committed that they want no calls of this business; whoever wrote it, and wherever it was said. */
import { type Checked, type CheckTools, unless } from './finding.ts';

interface Entry {
  readonly org_id: string;
  readonly phone: string;
  /** When it was committed, ms since the epoch. */
  readonly at: number;
  readonly source: string;
}

/** 2 s: a call that the gate had let through was on the wire when the entry was committed. */
const ON_THE_WIRE_MS = 2_000;

export async function checkDoNotCall({ sql, simulator }: CheckTools): Promise<Checked> {
  // The ledger is append-only, so what wrote a row is what wrote it first.
  const entries = await sql<Entry[]>`
    SELECT org_id, phone, source, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 * 1000 AS at
    FROM consent_ledger WHERE channel = 'call' AND action = 'opt_out' AND org_id IS NOT NULL`;
  const businesses = await sql<{ id: string; number: string }[]>`
    SELECT id, twilio_number AS number FROM organizations WHERE twilio_number IS NOT NULL`;
  const orgOf = new Map(businesses.map(({ id, number }) => [number, id]));
  const first = new Map<string, Entry>();
  for (const entry of entries.toSorted((one, other) => one.at - other.at)) {
    const key = `${entry.org_id}|${entry.phone}`;
    if (!first.has(key)) first.set(key, entry);
  }
  const broken: string[] = [];
  let onTheWire = 0;
  for (const { id, agentNumber, externalNumber, startedAt } of simulator.elevenlabs.conversations()) {
    const entry = first.get(`${orgOf.get(agentNumber)}|${externalNumber}`);
    const lateMs = startedAt.getTime() - (entry?.at ?? Infinity);
    if (lateMs > ON_THE_WIRE_MS)
      broken.push(`${id}: ${agentNumber} → ${externalNumber} ${Math.round(lateMs)} ms after it was written`);
    else if (lateMs > 0) onTheWire += 1;
  }
  const said = entries.filter(({ source }) => source === 'call' || source === 'tool');
  return {
    broken: unless('nobody is dialled who is not to be called', broken),
    counted: [
      { what: 'people on a list of those who are not to be called', count: first.size },
      { what: '… who said so on a call', count: said.length },
      { what: 'calls on the wire at the moment of such an entry', count: onTheWire },
    ],
  };
}
