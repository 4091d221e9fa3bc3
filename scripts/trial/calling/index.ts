/** The calling side of a trial: businesses, their programs, the people who are rung, an operator, and the hands of the clock. */
import type { Cluster } from '../../support/cluster/index.ts';
import type { TrialPlan } from '../plan.ts';
import { setUpBusinesses } from './businesses.ts';
import { createCallees } from './callees.ts';
import { turnHands } from './hands.ts';
import type { SentList } from './list.ts';
import { runOperator } from './operator.ts';
import { runProgram } from './program.ts';

export { businessIds, MOST_BUSINESSES, MOST_CALLEES } from './businesses.ts';
export type { SentList } from './list.ts';
export { meaningOf } from './words.ts';

export interface Calling {
  /** Every list that was sent so far. */
  readonly lists: readonly SentList[];
  /** Resolves when nobody sends lists any more; `stopping` asks them to. */
  live(stopping: AbortSignal): Promise<void>;
  /** The clock and the phones go on until everything is quiet. */
  stop(): Promise<void>;
}

export async function openCalling(cluster: Cluster, plan: TrialPlan): Promise<Calling> {
  const lists: SentList[] = [];
  if (plan.businesses === 0) return { lists, live: async () => {}, stop: async () => {} };
  const businesses = await setUpBusinesses(cluster.sql, cluster.simulator, plan);
  const callees = createCallees(cluster.simulator, plan);
  const over = new AbortController();
  const hands = turnHands(cluster.sql, over.signal);
  const addresses = {
    serviceUrl: cluster.serviceUrl,
    nodeUrls: cluster.nodes.map(({ port }) => `http://127.0.0.1:${port}`),
  };
  return {
    lists,
    live: async (stopping) => {
      const programs = businesses.map((business) =>
        runProgram(business, { addresses, plan, lists, stopping }),
      );
      await Promise.all([...programs, runOperator(cluster.sql, plan, stopping)]);
    },
    stop: async () => {
      over.abort();
      await hands;
      callees.stop();
    },
  };
}
