/**
 * How many inbound texts a second one process takes, everything switched on, beside pgbench running the same SQL as
 * one transaction a text on the same server in the same run. Default durability.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KEYED_JOINS } from '../../../src/conversations/index.ts';
import { connect, migrate } from '../../../src/platform/database/index.ts';
import { buildService } from '../../support/build-service.ts';
import { openTemporaryDatabase } from '../../support/temporary-database.ts';
import { remember } from '../history.ts';
import { type Carrier, openCarrier } from '../support/carrier.ts';
import { type Service, startService } from '../support/service.ts';
import { describeMachine, median, quantile, runPgbench } from '../yardstick.ts';
import { sendLoad } from './load.ts';
import { addOwners } from './owners.ts';
import { writeSameSql } from './same-sql.ts';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const TEXTS = 20_000;
const CONNECTIONS = 64;
const PGBENCH_CLIENTS = 32;
const PGBENCH_SECONDS = 5;
const ONE_BY_ONE = 1_000;

export async function benchInbound(print: (line: string) => void): Promise<void> {
  const built = await buildService();
  const server = await openTemporaryDatabase(['max_connections=100']);
  const carrier = await openCarrier();
  try {
    await migrate(server.url);
    const owner = connect({ url: server.url, max: 1, applicationName: 'bench' });
    await addOwners(owner);
    const script = await writeSameSql(server.folder, server.url);
    print(await describeMachine());
    const spool = join(server.folder, 'spool');
    const service = await startService({
      main: built.main,
      databaseUrl: server.url,
      carrierUrl: carrier.url,
      spool,
    });
    const { load } = service;
    const ours: number[] = [];
    const theirs: number[] = [];
    const p99s: number[] = [];
    // Warm: both sides have compiled and cached what they need before the clock starts.
    await sendLoad({ ...load, connections: CONNECTIONS, texts: 4_000, run: 'warm' });
    for (let run = 1; run <= RUNS; run += 1) {
      const result = await sendLoad({ ...load, connections: CONNECTIONS, texts: TEXTS, run: `r${run}` });
      await service.pause();
      await clear(owner);
      const rate = await runPgbench({
        url: server.url,
        script,
        clients: PGBENCH_CLIENTS,
        seconds: PGBENCH_SECONDS,
        settings: KEYED_JOINS,
      });
      await clear(owner);
      service.resume();
      ours.push(result.perSecond);
      theirs.push(rate);
      p99s.push(quantile(result.latenciesMs, 0.99));
      print(
        `run ${run}: ours ${Math.round(result.perSecond)}/s (p50 ${quantile(result.latenciesMs, 0.5).toFixed(1)} ms, p99 ${p99s.at(-1)?.toFixed(1)} ms), pgbench ${Math.round(rate)}/s`,
      );
    }
    const single = await sendLoad({ ...load, connections: 1, texts: ONE_BY_ONE, run: 'one' });
    await service.pause();
    const logPrefix = join(server.folder, 'one');
    await runPgbench({
      url: server.url,
      script,
      clients: 1,
      seconds: PGBENCH_SECONDS,
      logPrefix,
      settings: KEYED_JOINS,
    });
    service.resume();
    const oneOurs = quantile(single.latenciesMs, 0.5);
    const oneTheirs = median(await readLatencies(server.folder, 'one'));
    const leaves = await measureLeaving(load, carrier, owner);
    print(`memory of the service: ${await service.memoryMb()} MB`);
    await service.stop();
    await owner.end();
    print(
      `one text at a time: p50 ${oneOurs.toFixed(2)} ms, pgbench ${oneTheirs.toFixed(2)} ms: ${(oneOurs / oneTheirs).toFixed(2)} × (at most 3 is wanted)`,
    );
    print(`answered → handed to Twilio when idle: p50 ${leaves.toFixed(1)} ms (at most 15 is wanted)`);
    print(`p99 at ${CONNECTIONS} connections: ${median(p99s).toFixed(1)} ms (at most 50 is wanted)`);
    const ratio = median(ours.map((rate, run) => rate / (theirs[run] ?? Number.NaN)));
    print(
      `inbound, ${CONNECTIONS} connections, medians of ${RUNS}: ours ${Math.round(median(ours))}/s, pgbench ${Math.round(median(theirs))}/s (at least 1 is wanted): ratio ${ratio.toFixed(2)}`,
    );
    await remember('inbound', {
      'rate /s': median(ours),
      'ratio to pgbench': ratio,
      'p99 ms': median(p99s),
      'one at a time': oneOurs / oneTheirs,
      'to Twilio ms': leaves,
    });
  } finally {
    await carrier.close();
    await server.stop();
    await built.remove();
  }
}

/** Every round begins with the same: no backlog of unsent texts, no dead rows, nothing left to write. */
async function clear(owner: ReturnType<typeof connect>): Promise<void> {
  await owner`TRUNCATE outbox, transitions, inbound_events, timers, graphile_worker._private_jobs`;
  await owner`UPDATE conversations SET state = 'S5_CONFIRM_LIVE', step = 0`;
  await owner`VACUUM ANALYZE`;
  await owner`CHECKPOINT`;
}

/** From the webhook's answer, which follows the commit, to the request at Twilio; one at a time, with pauses. */
async function measureLeaving(
  load: Service['load'],
  carrier: Carrier,
  owner: ReturnType<typeof connect>,
): Promise<number> {
  await clear(owner);
  const delays: number[] = [];
  for (let n = 0; n < 40; n += 1) {
    const arrives = carrier.nextText();
    await sendLoad({ ...load, connections: 1, texts: 1, run: `l${String(n).padStart(3, '0')}` });
    const answeredAt = performance.now();
    delays.push((await arrives) - answeredAt);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  return median(delays);
}

/** pgbench's log: client, transaction, latency in microseconds, … */
async function readLatencies(folder: string, prefix: string): Promise<number[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${prefix}.`));
  const latencies: number[] = [];
  for (const name of names) {
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      const us = Number(line.split(' ')[2]);
      if (us > 0) latencies.push(us / 1_000);
    }
    await rm(join(folder, name));
  }
  return latencies;
}
