/**
 * How fast numbers are allocated: 32 at once through `allocateTwilioNumber`, beside pgbench with the bare SKIP LOCKED
 * transaction on the same server, with pools of ten thousand and of a million numbers. Default durability.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allocateTwilioNumber } from '../../src/numbers/index.ts';
import { connect, migrate, type Sql } from '../../src/platform/database/index.ts';
import { openTemporaryDatabase } from '../support/temporary-database.ts';
import { remember } from './history.ts';
import { describeMachine, median, runCommand } from './yardstick.ts';

const CLIENTS = 32;
/** Fewer than the small pool holds, so that neither side ever meets an empty pool. */
const ALLOCATIONS = 6_400;
const RUNS = 5;
const SMALL = 10_000;
const LARGE = 1_000_000;

export interface AllocateBench {
  /** Allocations a second, medians, with the small and with the large pool. */
  readonly ours: { readonly small: number; readonly large: number };
  readonly pgbench: { readonly small: number; readonly large: number };
  /** Ours ÷ pgbench, both with the small pool; the median of the runs' own ratios. */
  readonly ratio: number;
  /** Large ÷ small pool, ours; the median of the runs' own ratios. */
  readonly largeToSmall: number;
}

interface Pool {
  readonly url: string;
  readonly owner: Sql;
  readonly engine: Sql;
  readonly ours: number[];
  readonly pgbench: number[];
}

export async function benchAllocate(print: (line: string) => void): Promise<AllocateBench> {
  const server = await openTemporaryDatabase(['max_connections=100']);
  const pools: Pool[] = [];
  try {
    const small = await openPool(server.url, 'small', SMALL);
    pools.push(small);
    const large = await openPool(server.url, 'large', LARGE);
    pools.push(large);
    print(await describeMachine());
    print(`${CLIENTS} at once, ${ALLOCATIONS} allocations a run, ${RUNS} runs, default durability`);
    const script = await bareTransaction(server.folder);
    // All four take turns within a run: whatever else the machine does meanwhile hits each of them.
    for (let run = 1; run <= RUNS; run += 1) {
      for (const pool of pools) {
        await reset(pool.owner);
        pool.pgbench.push(await runPgbench(pool.url, script));
        await reset(pool.owner);
        pool.ours.push(await runOurs(pool.engine));
      }
      print(`run ${run}: ${SMALL} numbers ${latest(small)}; ${LARGE} numbers ${latest(large)}`);
    }
    return await summarize(small, large, print);
  } finally {
    await Promise.all(pools.flatMap(({ owner, engine }) => [owner.end(), engine.end()]));
    await server.stop();
  }
}

function latest(pool: Pool): string {
  return `ours ${shown(pool.ours.at(-1))}/s, pgbench ${shown(pool.pgbench.at(-1))}/s`;
}

async function summarize(small: Pool, large: Pool, print: (line: string) => void): Promise<AllocateBench> {
  const ours = { small: median(small.ours), large: median(large.ours) };
  const pgbench = { small: median(small.pgbench), large: median(large.pgbench) };
  const ratio = median(quotients(small.ours, small.pgbench));
  const largeToSmall = median(quotients(large.ours, small.ours));
  print(
    `${SMALL} numbers: ours ${shown(ours.small)}/s, pgbench ${shown(pgbench.small)}/s (medians of ${RUNS})`,
  );
  print(
    `${LARGE} numbers: ours ${shown(ours.large)}/s, pgbench ${shown(pgbench.large)}/s (medians of ${RUNS})`,
  );
  print(`${LARGE} against ${SMALL} numbers (between 0.83 and 1.2 is wanted): ${largeToSmall.toFixed(2)}`);
  print(`allocate, ${CLIENTS} at once, against pgbench (at least 0.7 is wanted): ratio ${ratio.toFixed(2)}`);
  await remember('allocate', { 'ratio to pgbench': ratio, 'large to small': largeToSmall });
  return { ours, pgbench, ratio, largeToSmall };
}

function quotients(dividends: readonly number[], divisors: readonly number[]): number[] {
  return dividends.map((dividend, run) => dividend / (divisors[run] ?? Number.NaN));
}

/** A database of its own for each size, so that the two can take turns. */
async function openPool(serverUrl: string, name: string, size: number): Promise<Pool> {
  const admin = connect({ url: serverUrl, max: 1, applicationName: 'bench-admin' });
  await admin`CREATE DATABASE ${admin(name)}`;
  await admin.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const owner = connect({ url: url.href, max: 1, applicationName: 'bench-owner' });
  const engine = connect({
    url: url.href,
    role: 'jobrun_engine',
    max: CLIENTS,
    applicationName: 'bench-engine',
  });
  await fillPool(owner, size);
  await addOrganizations(owner);
  return { url: url.href, owner, engine, ours: [], pgbench: [] };
}

async function runOurs(engine: Sql): Promise<number> {
  // Every connection is opened and has its statement prepared before the clock starts, as pgbench does.
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => allocate(engine, `nobody-${n}`)));
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < ALLOCATIONS) {
        const id = `org-${next}`;
        next += 1;
        const result = await allocate(engine, id);
        if (result.reason !== 'ALLOCATED') throw new Error(`${id}: ${result.reason}`);
      }
    }),
  );
  return (ALLOCATIONS * 1000) / (performance.now() - startedAt);
}

function allocate(engine: Sql, id: string) {
  return allocateTwilioNumber(engine, id, { say: () => {}, now: new Date() });
}

/** The yardstick: what anybody would write, four round trips, no organization, no check, no log. */
async function bareTransaction(folder: string): Promise<string> {
  const file = join(folder, 'bare.sql');
  await writeFile(
    file,
    `BEGIN;
SELECT phone_e164 FROM phone_numbers WHERE status = 'AVAILABLE' AND role = 'OPERATIONAL'
  ORDER BY seeded_order LIMIT 1 FOR UPDATE SKIP LOCKED \\gset
UPDATE phone_numbers SET status = 'ASSIGNED', org_id = 'somebody', assigned_at = now() WHERE phone_e164 = ':phone_e164';
COMMIT;
`.replace("':phone_e164'", ':phone_e164'),
  );
  return file;
}

async function runPgbench(url: string, script: string): Promise<number> {
  const output = await runCommand('pgbench', [
    ...['--no-vacuum', '--protocol=prepared', '--client', `${CLIENTS}`, '--jobs', '2'],
    ...['--transactions', `${ALLOCATIONS / CLIENTS}`, '--file', script, url],
  ]);
  const rate = /^tps = ([\d.]+)/m.exec(output)?.[1];
  if (!rate) throw new Error(`pgbench said no rate:\n${output}`);
  return Number(rate);
}

async function fillPool(owner: Sql, size: number): Promise<void> {
  await owner`
    INSERT INTO phone_numbers (phone_e164)
    SELECT '+4477' || lpad(n::text, 8, '0') FROM generate_series(1, ${size}::int) n`;
}

async function addOrganizations(owner: Sql): Promise<void> {
  await owner`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, payment_active)
    SELECT 'org-' || n, '+1202' || lpad(n::text, 7, '0'), '+1202' || lpad(n::text, 7, '0'), true
    FROM generate_series(0, ${ALLOCATIONS - 1}::int) n`;
}

/** The same start for every run: nobody has a number, no dead rows, fresh statistics, nothing left to write. */
async function reset(owner: Sql): Promise<void> {
  await owner`UPDATE organizations SET twilio_number = NULL WHERE twilio_number IS NOT NULL`;
  await owner`UPDATE phone_numbers SET status = 'AVAILABLE', org_id = NULL, assigned_at = NULL WHERE status = 'ASSIGNED'`;
  await owner`VACUUM ANALYZE phone_numbers, organizations`;
  await owner`CHECKPOINT`;
}

function shown(rate: number | undefined): string {
  return (rate ?? Number.NaN).toFixed(0);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchAllocate((line) => console.log(line));
}
