/** The demo for breaking things by hand: several nodes, lies, and switches to kill; the counters must stay at zero. */
import { setTimeout as delay } from 'node:timers/promises';
import { humanPace, type PanelExtras } from '../../src/simulator/index.ts';
import { type Cluster, openCluster } from '../support/cluster/index.ts';
import { POOL_NUMBERS } from '../support/simulated.ts';
import { acceptedTexts } from '../trial/checks/accepted.ts';
import { stillWaiting } from '../trial/checks/index.ts';
import { type NetworkRecord, recordNetwork } from '../trial/record.ts';
import { business, outboundEnv } from './business.ts';
import { createDemoClock, type DemoClock } from './clock.ts';
import type { Access } from './reminders/api.ts';
import { prepareReminders } from './reminders/index.ts';

export interface ClusterDemoOptions {
  readonly nodes: number;
  /** How many deliveries, answers and receipts are lies; 0: the truth. */
  readonly lieRate: number;
  readonly servicePort: number;
  readonly simulatorPort: number;
  readonly print: (line: string) => void;
}

/** 3 s: long enough to see that the others carry on. */
const DEAD_FOR_MS = 3_000;
/** 2 s: an answer may be seen a moment before its commit is. */
const ON_ITS_WAY_MS = 2_000;

export async function openClusterDemo(
  options: ClusterDemoOptions,
): Promise<Cluster & { readonly access: Access; readonly clock: DemoClock }> {
  const parts: { cluster?: Cluster; record?: NetworkRecord } = {};
  const clock = createDemoClock();
  const reminders = prepareReminders(clock);
  const cluster = await openCluster({
    ...{ clock, business },
    nodes: options.nodes,
    servicePort: options.servicePort,
    poolNumbers: POOL_NUMBERS,
    simulator: {
      ...{ pace: humanPace, port: options.simulatorPort },
      ...{ panel: panelOf(parts, options), room: reminders.room },
    },
    env: { ...outboundEnv, POOL_LOW_WATER: '0' },
  });
  const access = await reminders.open(cluster.sql, cluster.serviceUrl);
  parts.cluster = cluster;
  parts.record = recordNetwork(cluster.simulator, new Map());
  cluster.simulator.lies.set({ rate: options.lieRate });
  return { ...cluster, access, clock };
}

function panelOf(
  parts: { readonly cluster?: Cluster; readonly record?: NetworkRecord },
  { nodes, print }: ClusterDemoOptions,
): PanelExtras {
  const node = (n: number) => ({
    label: `Kill node ${n + 1}`,
    run: async () => {
      const victim = parts.cluster?.nodes[n];
      if (!victim?.isRunning()) return;
      await victim.kill();
      print(`${victim.name} was killed; it starts again in ${DEAD_FOR_MS / 1_000} s.`);
      void delay(DEAD_FOR_MS).then(() => victim.start());
    },
  });
  const database = {
    label: 'Kill PostgreSQL',
    run: async () => {
      await parts.cluster?.database.shutDownAtOnce();
      print(`PostgreSQL was shut down at once; it starts again in ${DEAD_FOR_MS / 1_000} s.`);
      void delay(DEAD_FOR_MS).then(() => parts.cluster?.database.startAgain());
    },
  };
  return {
    actions: [...Array.from({ length: nodes }, (_, n) => node(n)), database],
    counters: async () => (parts.cluster && parts.record ? count(parts.cluster, parts.record) : []),
  };
}

/** While the database is away nothing can be counted; what is answered then lies on the nodes' disks. */
async function count(
  cluster: Cluster,
  record: NetworkRecord,
): Promise<{ label: string; value: number | string }[]> {
  const alive = cluster.nodes.filter((node) => node.isRunning()).length;
  const answered = [...record.texts.values()].filter(
    ({ answeredAt }) => answeredAt !== null && Date.now() - answeredAt > ON_ITS_WAY_MS,
  );
  const books = await readBooks(cluster).catch(() => null);
  const missing = books ? answered.filter(({ sid }) => !books.stored.has(sid)).length : 0;
  const isSpooled = books?.waiting.some((what) => what.startsWith('a spool')) ?? true;
  const times = Map.groupBy(acceptedTexts(cluster.simulator), ({ promiseId }) => promiseId);
  const doubled = [...times.values()].filter((texts) => texts.length > 1).length;
  return [
    { label: 'Nodes alive', value: `${alive} of ${cluster.nodes.length}` },
    { label: 'PostgreSQL', value: books ? 'there' : 'away' },
    { label: 'Texts answered', value: answered.length },
    { label: 'On their way', value: isSpooled ? missing : 0 },
    { label: 'Lost', value: isSpooled ? 0 : missing },
    { label: 'Doubled', value: doubled },
  ];
}

async function readBooks({ sql, nodes }: Cluster) {
  const rows = await sql<{ sid: string }[]>`
    SELECT provider_event_id AS sid FROM inbound_events WHERE provider = 'twilio' AND kind = 'text'`;
  return { stored: new Set(rows.map(({ sid }) => sid)), waiting: await stillWaiting(sql, nodes) };
}
