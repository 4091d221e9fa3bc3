/** Two processes on one database instead of one, with the same load on them: is any node in the way of the other? */
import { join } from 'node:path';
import { connect, migrate } from '../../src/platform/database/index.ts';
import { buildService } from '../support/build-service.ts';
import { openTemporaryDatabase } from '../support/temporary-database.ts';
import { remember } from './history.ts';
import { sendLoad } from './inbound/load.ts';
import { addOwners, OWNERS } from './inbound/owners.ts';
import { openCarrier } from './support/carrier.ts';
import { type Service, startService } from './support/service.ts';
import { clearOwners } from './support/turns.ts';
import { describeMachine, median, quantile } from './yardstick.ts';

export interface NodesOptions {
  readonly runs: number;
  /** A run, over all nodes together. */
  readonly texts: number;
}

const CONNECTIONS = 64;
const NODES = 2;

export async function benchNodes(
  print: (line: string) => void,
  { runs, texts }: NodesOptions,
): Promise<void> {
  const built = await buildService();
  const server = await openTemporaryDatabase(['max_connections=150']);
  const carrier = await openCarrier();
  const services: Service[] = [];
  try {
    await migrate(server.url);
    const owner = connect({ url: server.url, max: 1, applicationName: 'bench' });
    await addOwners(owner);
    print(await describeMachine());
    for (let n = 0; n < NODES; n += 1) {
      const spool = join(server.folder, `spool-${n}`);
      services.push(
        await startService({ main: built.main, databaseUrl: server.url, carrierUrl: carrier.url, spool }),
      );
    }
    const ratios: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const rates: number[] = [];
      for (const count of run % 2 === 0 ? [1, NODES] : [NODES, 1]) {
        await clearOwners(owner);
        const taking = services.slice(0, count);
        for (const one of services) await (taking.includes(one) ? one.resume() : one.pause());
        const results = await Promise.all(
          taking.map((service, n) =>
            sendLoad({
              ...service.load,
              connections: CONNECTIONS / count,
              texts: texts / count,
              // Everybody texts one of them at a time.
              from: (n * OWNERS) / count,
              run: `n${count}${n}r${run}`,
            }),
          ),
        );
        rates[count] = results.reduce((sum, { perSecond }) => sum + perSecond, 0);
        const p99 = quantile(
          results.flatMap(({ latenciesMs }) => latenciesMs),
          0.99,
        );
        print(
          `${run === 0 ? 'warming up' : `run ${run}`}: ${count} of them ${Math.round(rates[count])}/s, p99 ${p99.toFixed(1)} ms`,
        );
      }
      if (run > 0) ratios.push((rates[NODES] ?? 0) / (rates[1] ?? Number.NaN));
    }
    for (const service of services) service.resume();
    await owner.end();
    const ratio = median(ratios);
    print(
      `${NODES} processes instead of one, load generator and PostgreSQL beside them: ratio ${ratio.toFixed(2)} (at least 1 is wanted)`,
    );
    await remember('nodes', { 'ratio of two to one': ratio });
  } finally {
    for (const service of services) await service.stop();
    await carrier.close();
    await server.stop();
    await built.remove();
  }
}
