/** The short trial: a known seed and a fresh one, with deaths and lies, against real processes and a real PostgreSQL. */
import { expect, test } from 'vitest';
import { describe } from '../../scripts/trial/plan.ts';
import { hasHeld, report } from '../../scripts/trial/report.ts';
import { runTrial } from '../../scripts/trial/run.ts';
import { shrink } from '../../scripts/trial/shrink.ts';
import { allLies } from '../../src/simulator/index.ts';

const SMALL = {
  seconds: 15,
  nodes: 2,
  owners: 3,
  callers: 8,
  businesses: 1,
  callees: 30,
  killEveryS: 4,
  databaseShare: 0.3,
  databaseAwayS: 0,
  lieRate: 0.05,
  lies: allLies,
};
/** A fresh seed is printed with the report, and `npm run trial -- --seed …` plays it again. */
const FRESH = Math.floor(Math.random() * 2 ** 31);

test.concurrent.for([7, FRESH])('seed %i', { timeout: 180_000 }, async (seed) => {
  const verdict = await runTrial({ ...SMALL, seed }, { print: () => {} });
  console.log(report(verdict));
  expect(hasHeld(verdict), report(verdict)).toBe(true);
  expect(verdict.counted.find(({ what }) => what === 'texts accepted by the network')?.count).toBeGreaterThan(
    20,
  );
});

test('a failing trial becomes as small as it can', async () => {
  const tried: string[] = [];
  const smallest = await shrink(
    { ...SMALL, seed: 1, seconds: 60 },
    {
      fails: async (plan) => {
        tried.push(describe(plan));
        return plan.lieRate > 0 && plan.lies.includes('api_500_after') && plan.callers >= 2;
      },
      print: () => {},
    },
  );
  expect(smallest).toEqual({
    seed: 1,
    seconds: 10,
    nodes: 1,
    owners: 1,
    callers: 2,
    businesses: 0,
    callees: 30,
    killEveryS: 0,
    databaseShare: 0.3,
    databaseAwayS: 0,
    lieRate: 0.05,
    lies: ['api_500_after'],
  });
  expect(new Set(tried).size).toBeLessThan(40);
});
