/** Sides that are measured against each other take turns, so that whatever else the machine does hits each of them. */
import type { Sql } from '../../../src/platform/database/index.ts';
import type { Site } from './ground.ts';

/**
 * Runs `measure` for each site in turn while the other services stand still, the order reversed every other time.
 * Resolves to one row a run, the sites in their places. The first round warms up and does not count.
 */
export async function takeTurns(
  sites: readonly Site[],
  runs: number,
  measure: (site: Site, run: string) => Promise<number>,
): Promise<number[][]> {
  const rows: number[][] = [];
  for (let run = 0; run <= runs; run += 1) {
    const row: number[] = [];
    const order = [...sites.keys()];
    for (const n of run % 2 === 0 ? order : order.reverse()) {
      const site = sites[n];
      if (!site) continue;
      for (const other of sites) await (other === site ? other.service.resume() : other.service.pause());
      row[n] = await measure(site, `r${run}`);
    }
    if (run > 0) rows.push(row);
  }
  for (const { service } of sites) service.resume();
  return rows;
}

/** Every run of inbound texts begins with the same: nobody moved, nothing waits to be sent, no dead rows. */
export async function clearOwners(owner: Sql): Promise<void> {
  await owner`DELETE FROM outbox WHERE status IN ('due', 'claimed', 'unknown')`;
  await owner`TRUNCATE timers, graphile_worker._private_jobs`;
  await owner`UPDATE conversations SET state = 'S5_CONFIRM_LIVE', step = 0 WHERE machine = 'onboarding'`;
  await owner`DELETE FROM transitions`;
  await owner`VACUUM ANALYZE`;
  await owner`CHECKPOINT`;
}
