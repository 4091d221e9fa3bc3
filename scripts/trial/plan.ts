/** What a trial does: all of it follows from these numbers, so a failing one can be run again and made smaller. */
import { allLies, type LieKind } from '../../src/simulator/index.ts';

export interface TrialPlan {
  /** Every random choice follows from it. */
  readonly seed: number;
  readonly seconds: number;
  readonly nodes: number;
  readonly owners: number;
  readonly callers: number;
  /** Businesses that have lists of customers called; 0: none. */
  readonly businesses: number;
  /** The customers on those lists. */
  readonly callees: number;
  /** Seconds between two kills; 0: nobody is killed. */
  readonly killEveryS: number;
  /** The share of the kills that hits PostgreSQL instead of a node. */
  readonly databaseShare: number;
  /** How long PostgreSQL stays away each time; 0: half a second to four, by chance. */
  readonly databaseAwayS: number;
  /** The share of deliveries, answers and receipts that is a lie; 0: the network tells the truth. */
  readonly lieRate: number;
  /** Which kinds may be told. */
  readonly lies: readonly LieKind[];
}

export const DEFAULT_PLAN = {
  seconds: 60,
  nodes: 3,
  owners: 6,
  callers: 18,
  businesses: 2,
  callees: 70,
  killEveryS: 5,
  databaseShare: 0.2,
  databaseAwayS: 0,
  lieRate: 0.05,
} as const;

export function describe(plan: TrialPlan): string {
  const { seed, seconds, nodes, owners, callers, businesses, callees } = plan;
  const { killEveryS, databaseShare, databaseAwayS, lieRate, lies } = plan;
  return [
    `--seed ${seed} --seconds ${seconds} --nodes ${nodes} --owners ${owners} --callers ${callers}`,
    `--businesses ${businesses} --callees ${callees}`,
    `--kill-every ${killEveryS} --database-share ${databaseShare} --lie-rate ${lieRate}`,
    ...(databaseAwayS > 0 ? [`--database-away ${databaseAwayS}`] : []),
    ...(lies.length < allLies.length ? [`--lies ${lies.join(',')}`] : []),
  ].join(' ');
}
