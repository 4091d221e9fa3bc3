/** The calling side of a trial: businesses, their programs, the people who are rung, an operator, and the hands of the clock. */
import type { Cluster } from '../../support/cluster/index.ts';
import type { TrialPlan } from '../plan.ts';
import { type CallingBusiness, setUpBusinesses } from './businesses.ts';
import { createCallees } from './callees.ts';
import { turnHands } from './hands.ts';
import { runOperator } from './operator.ts';
import { runProgram, type SentList } from './program.ts';

export { businessIds, MOST_BUSINESSES, MOST_CALLEES } from './businesses.ts';
export type { SentList } from './program.ts';
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
  const run = (business: CallingBusiness, stopping: AbortSignal) =>
    runProgram(business, addresses, plan, lists, stopping);
  return {
    lists,
    live: async (stopping) => {
      const programs = businesses.map((business) => run(business, stopping));
      await Promise.all([...programs, runOperator(cluster.sql, plan, stopping)]);
    },
    stop: async () => {
      over.abort();
      await hands;
      callees.stop();
    },
  };
}
