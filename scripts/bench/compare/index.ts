/**
 * `npm run bench -- compare`: the same conversations and texts on this service, on Restate and on DBOS, on this machine in
 * one run. Every side answers a text when its step is durable and the text that it owes is promised.
 */
import { rmSync } from 'node:fs';
import { buildService } from '../../support/build-service.ts';
import { INTERRUPTED } from '../../support/interrupt.ts';
import { openTemporaryDatabase } from '../../support/temporary-database.ts';
import { remember } from '../history.ts';
import { openCarrier } from '../support/carrier.ts';
import { drive, type LoadResult } from '../support/drive.ts';
import { describeMachine, quantile } from '../yardstick.ts';
import { dbos } from './dbos.ts';
import { ours } from './ours.ts';
import { restate } from './restate.ts';
import { installRivals } from './rivals.ts';
import type { Side } from './side.ts';
import { drawTable, toRows } from './table.ts';

export interface CompareOptions {
  readonly rounds: number;
  /** Measured in each round, after the warm-up. */
  readonly seconds: number;
  readonly json?: boolean;
}

const CONNECTIONS = 64;
/** Every side compiles what it needs and fills its caches before the clock starts. */
const WARM_SECONDS = 5;
/** More than any side answers in the warm-up. */
const WARM_TEXTS_A_SECOND = 15_000;
/** A side may be faster than it was when warming up by this much before it runs out of texts. */
const SPARE = 2;
/** What is wanted: at least so many times as many texts. */
const WANTED: Readonly<Record<string, number>> = { Restate: 4, DBOS: 15 };

export async function benchCompare(print: (line: string) => void, options: CompareOptions): Promise<void> {
  const say = options.json ? (line: string) => void process.stderr.write(`${line}\n`) : print;
  const versions = await installRivals(say);
  const machine = await describeMachine();
  say(machine);
  const built = await buildService();
  const abort = new AbortController();
  const leave = () => abort.abort(new Error('interrupted'));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  const server = await openTemporaryDatabase(['max_connections=150']);
  // A Ctrl-C ends the database too, and to stop what has ended waits for ever: nothing after it is run.
  abort.signal.addEventListener('abort', () =>
    process.once('exit', () => rmSync(server.folder, { recursive: true, force: true })),
  );
  const carrier = await openCarrier();
  try {
    const { url: serverUrl, folder } = server;
    const sides = [
      ours({ serverUrl, carrierUrl: carrier.url, folder, main: built.main }),
      restate(folder, versions),
      dbos(serverUrl, versions),
    ];
    const measured = sides.map((side) => ({ side, rounds: [] as LoadResult[] }));
    for (let round = 1; round <= options.rounds; round += 1) {
      // Whatever else the machine does shall not always hit the same side.
      for (const { side, rounds } of round % 2 === 1 ? measured : measured.toReversed()) {
        const result = await runRound(side, options.seconds, abort.signal);
        rounds.push(result);
        say(`round ${round}: ${side.name} ${summaryOf(result)}`);
      }
    }
    const rows = toRows(measured);
    if (options.json) return print(JSON.stringify({ machine, ...options, connections: CONNECTIONS, rows }));
    print(`\n${drawTable(rows)}\n`);
    for (const { name, setup } of rows) print(`${name}: ${setup}`);
    await remember('compare', Object.fromEntries(rows.map(({ name, ratio }) => [`ratio to ${name}`, ratio])));
    for (const { name, ratio } of rows) {
      const wanted = WANTED[name];
      if (wanted) print(`${name}: ratio ${ratio.toFixed(2)} (at least ${wanted} is wanted)`);
    }
  } catch (error) {
    // A Ctrl-C reaches the sides as well; whatever they say while they go down is no finding.
    if (!abort.signal.aborted) throw error;
    say('interrupted');
    process.exitCode = INTERRUPTED;
  } finally {
    await carrier.close();
    await server.stop();
    await built.remove();
    process.removeListener('SIGINT', leave).removeListener('SIGTERM', leave);
  }
}

async function runRound(side: Side, seconds: number, signal: AbortSignal): Promise<LoadResult> {
  signal.throwIfAborted();
  const open = await side.open();
  try {
    const textsFrom = (first: number, count: number) =>
      Array.from({ length: count }, (_, n) => open.prepare(first + n, 'cmp'));
    const load = { connections: CONNECTIONS, signal };
    const warmTexts = textsFrom(0, WARM_SECONDS * WARM_TEXTS_A_SECOND);
    const warm = await drive({ ...load, seconds: WARM_SECONDS, requests: warmTexts });
    const texts = textsFrom(warm.answered, Math.ceil(warm.perSecond * seconds * SPARE) + CONNECTIONS);
    const result = await drive({ ...load, seconds, requests: texts });
    const steps = await open.countSteps();
    if (steps !== warm.answered + result.answered) {
      throw new Error(
        `${side.name} answered ${warm.answered + result.answered} texts and took ${steps} steps`,
      );
    }
    return result;
  } finally {
    await open.close();
  }
}

const summaryOf = ({ perSecond, latenciesMs }: LoadResult) =>
  `${Math.round(perSecond)}/s (p50 ${quantile(latenciesMs, 0.5).toFixed(1)} ms, p99 ${quantile(latenciesMs, 0.99).toFixed(1)} ms)`;
