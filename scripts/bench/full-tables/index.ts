/** Do full tables slow it down? Inbound texts and missed calls, with empty and with full tables, taking turns. */

import { remember } from '../history.ts';
import { sendLoad } from '../inbound/load.ts';
import { addOwners } from '../inbound/owners.ts';
import { measureMissedCalls } from '../missed-call.ts';
import { addBusinesses } from '../support/businesses.ts';
import { onGround } from '../support/ground.ts';
import { clearOwners, takeTurns } from '../support/turns.ts';
import { describeMachine, median } from '../yardstick.ts';
import { type Filling, fillTables } from './fill.ts';

export interface FullTablesOptions extends Filling {
  readonly runs: number;
  /** A run and side. */
  readonly texts: number;
  readonly calls: number;
}

const CONNECTIONS = 64;

export async function benchFullTables(
  print: (line: string) => void,
  options: FullTablesOptions,
): Promise<void> {
  const { runs, texts, calls } = options;
  await onGround(async ({ carrier, addSite }) => {
    const empty = await addSite('empty_tables', addOwners);
    const full = await addSite('full_tables', async (owner) => {
      await addOwners(owner);
      await fillTables(owner, options);
    });
    const sites = [empty, full];
    print(await describeMachine());
    print(
      `full: ${options.optedOut} phones opted out, ${options.messages} texts; ${runs} runs, taking turns`,
    );
    const rates = await takeTurns(sites, runs, async ({ service, owner }, run) => {
      await clearOwners(owner);
      const { perSecond } = await sendLoad({ ...service.load, connections: CONNECTIONS, texts, run });
      return perSecond;
    });
    await tell(print, 'inbound, texts a second', rates);
    // Afterwards: businesses' numbers are owners' phones of the inbound part.
    for (const { owner } of sites) {
      await clearOwners(owner);
      await addBusinesses(owner);
    }
    let from = 0;
    const delays = await takeTurns(sites, runs, async ({ service }, run) => {
      from = Number(run.slice(1)) * calls;
      return median(await measureMissedCalls(service, carrier, { from, calls }));
    });
    await tell(print, 'missed call → text, ms', delays);
  });
}

async function tell(
  print: (line: string) => void,
  what: string,
  rows: readonly (readonly number[])[],
): Promise<void> {
  for (const [n, [empty = 0, full = 0]] of rows.entries()) {
    print(`${what}, run ${n + 1}: empty ${empty.toFixed(1)}, full ${full.toFixed(1)}`);
  }
  const column = (side: number) => median(rows.map((row) => row[side] ?? Number.NaN));
  const change = median(rows.map(([empty = 0, full = 0]) => (full / empty - 1) * 100));
  print(
    `${what}, medians: empty ${column(0).toFixed(1)}, full ${column(1).toFixed(1)}: ${change.toFixed(1)} % (within 10 is wanted)`,
  );
  await remember(`full-tables ${what}`, { 'change %': change });
}
