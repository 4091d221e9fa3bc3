/** One trial: people live, things die, the network lies; then quiet, and the books are checked. */
import { setTimeout as delay } from 'node:timers/promises';
import { humanPace, type LieKind, wallClock } from '../../src/simulator/index.ts';
import { type Cluster, openCluster } from '../support/cluster/index.ts';
import { becomeQuiet } from './become-quiet.ts';
import { businessIds, type Calling, openCalling } from './calling/index.ts';
import { type Deaths, spreadDeath } from './chaos.ts';
import { type Checked, checkAll } from './checks/index.ts';
import { createPeople } from './people/index.ts';
import type { TrialPlan } from './plan.ts';
import { type NetworkRecord, recordNetwork } from './record.ts';

export interface Verdict extends Checked {
  readonly plan: TrialPlan;
  readonly deaths: Deaths;
  /** How many were told, by kind. */
  readonly lies: Readonly<Partial<Record<LieKind, number>>>;
  /** Seconds from the last blow until nothing waited any more; null: something still waits. */
  readonly quietAfterS: number | null;
  /** What still waits, in words. */
  readonly stuck: readonly string[];
}

export interface TrialTools {
  readonly print: (line: string) => void;
}

/** The network lives 20 times as fast as we do: a ring of 20 s takes one, an hour of Stripe's retries three minutes. */
const SPEED = 20;

export async function runTrial(plan: TrialPlan, { print }: TrialTools): Promise<Verdict> {
  const servedBy = new Map<string, Set<number>>();
  const cluster = await openCluster({
    nodes: plan.nodes,
    poolNumbers: Array.from(
      { length: plan.owners + 2 },
      (_, n) => `+44770090${String(800 + n).padStart(4, '0')}`,
    ),
    simulator: { pace: humanPace, clock: wallClock(SPEED), optOutHandledBy: 'app', lies: liesOf(plan) },
    onAnswer: ({ body, status, port }) => {
      const sid = new URLSearchParams(body).get('MessageSid');
      if (!sid || status >= 300) return;
      servedBy.set(sid, (servedBy.get(sid) ?? new Set()).add(port));
    },
    env: {
      OPT_OUT_HANDLED_BY: 'app',
      POOL_LOW_WATER: '0',
      SMS_SEGMENTS_PER_SECOND: '200',
      // Six owners live a week in ten minutes; what a flood's pause holds back could not be told from what is stuck.
      TENANT_TEXTS_PER_TEN_MINUTES: '1000000',
      LOG_LEVEL: 'info',
      PHONE_OUTBOUND_V1_ENABLED: 'true',
      PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: businessIds(plan).join(','),
    },
    // When a wish not to be called was committed is what a dialling is held against.
    settings: ['track_commit_timestamp=on'],
    endsOnInterrupt: true,
  });
  try {
    const calling = await openCalling(cluster, plan);
    return await live(plan, { cluster, calling, record: recordNetwork(cluster.simulator, servedBy) }, print);
  } finally {
    await cluster.close();
  }
}

/** The truth until everything is set up: `openCluster` talks to the network as well. */
function liesOf({ seed, lies }: TrialPlan) {
  return { seed, rate: 0, kinds: lies };
}

interface Stage {
  readonly cluster: Cluster;
  readonly calling: Calling;
  readonly record: NetworkRecord;
}

async function live(
  plan: TrialPlan,
  { cluster, calling, record }: Stage,
  print: (line: string) => void,
): Promise<Verdict> {
  const people = createPeople(cluster.simulator, plan);
  const over = new AbortController();
  cluster.simulator.lies.set({ rate: plan.lieRate });
  const lives = Promise.all([people.live(over.signal), calling.live(over.signal)]);
  const death = spreadDeath(cluster, plan, over.signal);
  for (let second = 0; second < plan.seconds; second += 10) {
    await delay(Math.min(10, plan.seconds - second) * 1_000);
    print(
      `${second + 10} s: ${people.said()} texts written, ${record.texts.size} at the door, ${calling.lists.length} lists`,
    );
  }
  over.abort();
  cluster.simulator.lies.set({ rate: 0 });
  const [deaths] = await Promise.all([death, lives]);
  await cluster.ready();
  const { quietAfterS, stuck } = await becomeQuiet(cluster, record);
  await calling.stop();
  const { sql, simulator } = cluster;
  const checked = await checkAll({ sql, simulator, record, lists: calling.lists });
  record.stop();
  return { plan, deaths, lies: cluster.simulator.lies.counts(), quietAfterS, stuck, ...checked };
}
