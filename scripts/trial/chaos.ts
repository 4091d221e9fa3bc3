/** Death at random moments: SIGKILL for a node, `immediate` shutdown for PostgreSQL; and life again a little later. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../support/cluster/index.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { TrialPlan } from './plan.ts';

export interface Deaths {
  nodes: number;
  database: number;
}

/** How long the dead stay dead. */
const NODE_AWAY_MS = { least: 200, most: 3_000 } as const;
const DATABASE_AWAY_MS = { least: 500, most: 4_000 } as const;

/** Kills until `stopping`; whoever is dead then is alive again when it resolves. */
export async function spreadDeath(cluster: Cluster, plan: TrialPlan, stopping: AbortSignal): Promise<Deaths> {
  const deaths: Deaths = { nodes: 0, database: 0 };
  if (plan.killEveryS <= 0) return deaths;
  const chance = chanceOf(plan.seed, 'death');
  const returning: Promise<void>[] = [];
  while (!stopping.aborted) {
    const pauseMs = plan.killEveryS * 1_000 * (0.5 + chance.draw());
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) break;
    if (chance.isLucky(plan.databaseShare)) {
      deaths.database += 1;
      await cluster.database.shutDownAtOnce();
      const byChance = chance.between(DATABASE_AWAY_MS.least, DATABASE_AWAY_MS.most);
      await delay(plan.databaseAwayS > 0 ? plan.databaseAwayS * 1_000 : byChance);
      await cluster.database.startAgain();
    } else {
      const node = chance.pick(cluster.nodes);
      if (!node.isRunning()) continue;
      deaths.nodes += 1;
      await node.kill();
      returning.push(comeBack(node, chance));
    }
  }
  await Promise.all(returning);
  return deaths;
}

async function comeBack(node: Cluster['nodes'][number], chance: Chance): Promise<void> {
  await delay(chance.between(NODE_AWAY_MS.least, NODE_AWAY_MS.most));
  await node.start();
}
