/** The keyword classifier on one core: the labelled utterances of the tests, over and over. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { classifyUtterance } from '../../machines/call-outcome/reading/index.ts';
import { median } from './yardstick.ts';

export interface ClassifyOptions {
  readonly runs: number;
  /** A run. */
  readonly utterances: number;
}

/** So fast that a batch of 10,000 reports arriving at once is read in a fraction of a second. */
const WANTED_PER_SECOND = 50_000;

export function benchClassify(print: (line: string) => void, { runs, utterances }: ClassifyOptions): void {
  print(`${cpus()[0]?.model.trim()}, Node ${process.version}`);
  const said = labelledUtterances();
  const rates: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const startedAt = performance.now();
    for (let n = 0; n < utterances; n += 1) classifyUtterance(said[n % said.length] ?? '');
    const perSecond = (1_000 * utterances) / (performance.now() - startedAt);
    print(`${run === 0 ? 'warming up' : `run ${run}`}: ${Math.round(perSecond)}/s`);
    if (run > 0) rates.push(perSecond);
  }
  print(
    `classify, median of ${runs}: ${Math.round(median(rates))} utterances/s (at least ${WANTED_PER_SECOND} are wanted)`,
  );
}

function labelledUtterances(): string[] {
  return ['call-utterances.txt', 'call-utterances-held-out.txt'].flatMap((file) =>
    readFileSync(new URL(`../../tests/machines/labelled/${file}`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t')[2] ?? ''),
  );
}
