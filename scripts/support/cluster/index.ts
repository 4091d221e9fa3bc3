/** Several nodes on one PostgreSQL behind one address, beside the simulated network; everything in it may be killed. */
import { readFile } from 'node:fs/promises';
import { seedPool } from '../../../src/numbers/index.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { type Config, loadConfig } from '../../../src/platform/config/index.ts';
import { connect, migrate, type Sql } from '../../../src/platform/database/index.ts';
import { freePort } from '../../../src/platform/free-port.ts';
import {
  type Pace,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/index.ts';
import { isPhoneE164 } from '../../../src/values/phone.ts';
import { buildService } from '../build-service.ts';
import { closeOnInterrupt } from '../interrupt.ts';
import { type SimulatedBusiness, simulatedAccounts, simulatedEnv } from '../simulated.ts';
import { connectNumbers } from '../stage.ts';
import { openBalancer, type Served } from './balancer.ts';
import { type MortalDatabase, openMortalDatabase } from './database.ts';
import { createNode, type NodeClock, type NodeProcess } from './node.ts';

export type { MortalDatabase, NodeProcess };

export interface ClusterOptions {
  readonly nodes: number;
  readonly servicePort?: number;
  readonly poolNumbers?: readonly string[];
  readonly simulator: Partial<SimulatorOptions> & { readonly pace: Pace };
  /** Told of every answer that a node gave. */
  readonly onAnswer?: (served: Served) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** Which clock the nodes and the network go by; unset: the real one. */
  readonly clock?: NodeClock & Clock;
  /** A business that is there from the start. */
  readonly business?: SimulatedBusiness;
  /** More `postgres -c` settings. */
  readonly settings?: readonly string[];
  /** Ctrl-C and SIGTERM close it and end the process, also while it opens; unset: the caller sees to it. */
  readonly endsOnInterrupt?: boolean;
}

export interface Cluster {
  readonly simulator: Simulator;
  readonly database: MortalDatabase;
  readonly nodes: readonly NodeProcess[];
  readonly serviceUrl: string;
  /** What every node reads. */
  readonly config: Config;
  /** The superuser's connection, for looking. */
  readonly sql: Sql;
  /** Resolves when every node answers `/readyz`. */
  ready(timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** 20 s: three nodes start at once on a small machine while something else runs on it. */
const READY_MS = 20_000;

/** Opens in order; when one part does not open, those before it are closed again. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let end = closing.pop(); end; end = closing.pop()) await end().catch(() => {});
  };
  if (options.endsOnInterrupt) {
    const stay = closeOnInterrupt(close);
    closing.push(async () => stay());
  }
  try {
    return { ...(await open(options, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: ClusterOptions,
  closing: (() => Promise<unknown>)[],
): Promise<Omit<Cluster, 'close'>> {
  const built = await buildService();
  closing.push(() => built.remove());
  const database = await openMortalDatabase(options.settings);
  closing.push(() => database.close());
  await migrate(database.url);
  const sql = connect({ url: database.url, max: 4, applicationName: 'cluster' });
  closing.push(() => sql.end({ timeout: 1 }));
  if (options.poolNumbers) await seedPool(sql, options.poolNumbers.filter(isPhoneE164));

  const servicePort = options.servicePort ?? (await freePort());
  const ports = await freePorts(options.nodes);
  const serviceUrl = `http://127.0.0.1:${servicePort}`;
  const simulator = await startSimulator({
    ...simulatedAccounts({
      serviceUrl,
      pace: options.simulator.pace,
      ...(options.poolNumbers ? { poolNumbers: options.poolNumbers } : {}),
      ...(options.env ? { env: options.env } : {}),
      business: options.business,
    }),
    ...(options.clock ? { now: options.clock.now } : {}),
    ...options.simulator,
  });
  closing.push(() => simulator.close());
  const balancer = await openBalancer({ port: servicePort, ports, onAnswer: options.onAnswer });
  closing.push(() => balancer.close());

  const env = {
    ...simulatedEnv({ serviceUrl, simulatorUrl: simulator.url }),
    DATABASE_URL: database.url,
    MIGRATE_ON_START: 'false',
    ...options.env,
  };
  const config = loadConfig(env);
  await connectNumbers(config);
  const nodes = await Promise.all(
    ports.map((port, n) =>
      createNode({
        ...{ name: `node-${n + 1}`, port, folder: database.folder, main: built.main, env },
        clock: options.clock,
      }),
    ),
  );
  closing.push(() => Promise.all(nodes.map((node) => node.kill())));
  await Promise.all(nodes.map((node) => node.start()));
  const ready = (timeoutMs = READY_MS) => allReady(nodes, timeoutMs);
  await ready();
  return { simulator, database, nodes, serviceUrl, config, sql, ready };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

async function allReady(nodes: readonly NodeProcess[], timeoutMs: number): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  for (const node of nodes) {
    while (!(await isReady(node))) {
      if (performance.now() > endsAt) {
        const said = (await readFile(node.logFile, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
        throw new Error(`${node.name} is not ready after ${timeoutMs} ms:\n${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function isReady({ port }: NodeProcess): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => null);
  return response?.status === 200;
}
