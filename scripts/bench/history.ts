/** What benches found before: one line a run in a file of this machine, so that a change can be seen. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../src/platform/root.ts';
import { runCommand } from './yardstick.ts';

const FILE = join(packageRoot, '.data', 'bench-history.ndjson');
/** Of each bench; older ones are in the file. */
const SHOWN = 8;

/** Numbers by their names, units included: `{ 'rate /s': 2600, 'p99 ms': 41 }`. */
export type BenchNumbers = Readonly<Record<string, number>>;

interface Entry {
  readonly at: string;
  readonly commit: string;
  readonly name: string;
  readonly numbers: BenchNumbers;
}

/** Notes what a bench found. A history that cannot be written must not fail the bench that took minutes. */
export async function remember(name: string, numbers: BenchNumbers): Promise<void> {
  const commit = await runCommand('git', ['describe', '--always', '--dirty']).catch(() => 'unknown');
  const entry: Entry = { at: new Date().toISOString(), commit: commit.trim(), name, numbers };
  try {
    await mkdir(dirname(FILE), { recursive: true });
    await appendFile(FILE, `${JSON.stringify(entry)}\n`);
  } catch (error) {
    console.warn(`The bench's history was not written: ${String(error)}`);
  }
}

/** Prints the last runs of each bench, each number beside its change since the run before. */
export async function printHistory(print: (line: string) => void): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '');
  const entries = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Entry);
  if (entries.length === 0) return print('No bench has run here yet.');
  for (const [name, runs] of Map.groupBy(entries, (entry) => entry.name)) {
    print(`\n${name}`);
    const from = Math.max(0, runs.length - SHOWN);
    for (const [n, run] of runs.slice(from).entries()) {
      const before = runs[from + n - 1]?.numbers;
      const numbers = Object.entries(run.numbers).map(
        ([what, value]) => `${what} ${round(value)}${changeOf(value, before?.[what])}`,
      );
      print(`  ${run.at.slice(0, 16).replace('T', ' ')}  ${run.commit.padEnd(14)}  ${numbers.join(', ')}`);
    }
  }
}

const round = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

function changeOf(value: number, before: number | undefined): string {
  if (before === undefined || before === 0) return '';
  const percent = Math.round((value / before - 1) * 100);
  return percent === 0 ? '' : ` (${percent > 0 ? '+' : ''}${percent} %)`;
}
