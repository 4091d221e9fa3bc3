/** What a trial found, for a person to read. */
import { describe } from './plan.ts';
import type { Verdict } from './run.ts';

/** More of them say nothing new. */
const EXAMPLES_SHOWN = 5;

export function hasHeld({ broken, stuck }: Verdict): boolean {
  return broken.length === 0 && stuck.length === 0;
}

export function report(verdict: Verdict): string {
  const { plan, deaths, lies, quietAfterS, stuck, broken, counted } = verdict;
  const told = Object.entries(lies);
  return [
    `\nTrial: ${describe(plan)}`,
    `  ${deaths.nodes} nodes and ${deaths.database} times PostgreSQL killed`,
    `  ${told.reduce((sum, [, count]) => sum + count, 0)} lies told: ${told.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
    ...counted.map(({ what, count }) => `  ${String(count).padStart(6)}  ${what}`),
    quietAfterS === null
      ? `STUCK 60 s after the end: ${stuck.join('; ')}`
      : `  quiet ${quietAfterS} s after the end, nothing stuck`,
    ...broken.flatMap(({ claim, examples }) => [
      `BROKEN (${examples.length}): ${claim}`,
      ...examples.slice(0, EXAMPLES_SHOWN).map((example) => `    ${example}`),
    ]),
    hasHeld(verdict) ? 'Everything held.' : `Replay: npm run trial -- ${describe(plan)}`,
  ].join('\n');
}
