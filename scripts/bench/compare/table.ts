/** The comparison's result as rows, and the rows as a table for a terminal. */

import type { LoadResult } from '../support/drive.ts';
import { median, quantile } from '../yardstick.ts';
import type { Side } from './side.ts';

export interface Row {
  readonly name: string;
  /** Medians of the rounds. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many times as many texts the first side takes; the median of the rounds' ratios. */
  readonly ratio: number;
  readonly guarantee: string;
  readonly setup: string;
}

/** What each side did in each round; a side's rounds stand in the order in which they were run. */
export interface Measured {
  readonly side: Side;
  readonly rounds: readonly LoadResult[];
}

/** The first is the one that the others are measured against. */
export function toRows(measured: readonly Measured[]): Row[] {
  const first = measured[0]?.rounds ?? [];
  return measured.map(({ side, rounds }) => ({
    name: side.name,
    perSecond: median(rounds.map((round) => round.perSecond)),
    p50Ms: median(rounds.map((round) => quantile(round.latenciesMs, 0.5))),
    p99Ms: median(rounds.map((round) => quantile(round.latenciesMs, 0.99))),
    ratio: median(rounds.map((round, n) => (first[n]?.perSecond ?? Number.NaN) / round.perSecond)),
    guarantee: side.guarantee,
    setup: side.setup,
  }));
}

const HEAD = ['', 'texts/s', 'p50 ms', 'p99 ms', 'JobRun is', 'when a text is answered'];

export function drawTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    String(Math.round(row.perSecond)),
    row.p50Ms.toFixed(1),
    row.p99Ms.toFixed(1),
    `${row.ratio.toFixed(1)} ×`,
    row.guarantee,
  ]);
  const lines = [HEAD, ...cells];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column > 0 && column < HEAD.length - 1 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
