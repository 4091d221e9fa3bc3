/** What the consent gate costs: inbound texts with it and without it, each service on a database of its own, taking turns. */
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/root.ts';
import { remember } from '../history.ts';
import { sendLoad } from '../inbound/load.ts';
import { addOwners } from '../inbound/owners.ts';
import { onGround } from '../support/ground.ts';
import { clearOwners, takeTurns } from '../support/turns.ts';
import { describeMachine, median } from '../yardstick.ts';

export interface GateOptions {
  readonly runs: number;
  /** A run and side. */
  readonly texts: number;
}

const CONNECTIONS = 64;

export async function benchGate(print: (line: string) => void, { runs, texts }: GateOptions): Promise<void> {
  await onGround(async ({ addSite }) => {
    const withGate = await addSite('with_gate', addOwners);
    const hook = join(packageRoot, 'scripts/bench/gate/without-gate.ts');
    const without = await addSite('without_gate', addOwners, ['--import', hook]);
    print(await describeMachine());
    const rates = await takeTurns([withGate, without], runs, async ({ service, owner }, run) => {
      await clearOwners(owner);
      const result = await sendLoad({ ...service.load, connections: CONNECTIONS, texts, run });
      return result.perSecond;
    });
    const costs = rates.map(([on = 0, off = 0]) => (1 - on / off) * 100);
    for (const [n, [on = 0, off = 0]] of rates.entries()) {
      print(
        `run ${n + 1}: with the gate ${Math.round(on)}/s, without ${Math.round(off)}/s: ${costs[n]?.toFixed(1)} %`,
      );
    }
    print(`the gate costs ${median(costs).toFixed(1)} % of inbound, median of ${runs} (at most 5 is wanted)`);
    await remember('gate', { 'cost %': median(costs) });
  });
}
