/** Makes a failing trial smaller: fewer kinds of lies, fewer deaths, fewer people, less time, as long as it still fails. */
import type { TrialPlan } from './plan.ts';

/** Below these a trial shows nothing. */
const LEAST = { seconds: 10, owners: 1, callers: 1, businesses: 0, callees: 5, nodes: 1 } as const;

export interface ShrinkTools {
  /** Runs a plan; timing is not in the seed, so it may be run more than once. Resolves to whether it failed. */
  readonly fails: (plan: TrialPlan) => Promise<boolean>;
  readonly print: (line: string) => void;
}

/** Resolves to the smallest plan found that still fails. */
export async function shrink(failing: TrialPlan, { fails, print }: ShrinkTools): Promise<TrialPlan> {
  let smallest = failing;
  let isSmaller = true;
  while (isSmaller) {
    isSmaller = false;
    for (const [what, plan] of smallerPlans(smallest)) {
      print(`shrinking: ${what} …`);
      if (!(await fails(plan))) continue;
      print(`  still fails: ${what}`);
      smallest = plan;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** The next smaller plans, the greatest relief first. */
function* smallerPlans(plan: TrialPlan): Generator<[string, TrialPlan]> {
  if (plan.lieRate > 0) yield ['without lies', { ...plan, lieRate: 0 }];
  if (plan.killEveryS > 0) yield ['without deaths', { ...plan, killEveryS: 0 }];
  if (plan.killEveryS > 0 && plan.databaseShare > 0) {
    yield ['without deaths of PostgreSQL', { ...plan, databaseShare: 0 }];
  }
  for (const key of ['seconds', 'businesses', 'callees', 'callers', 'owners', 'nodes'] as const) {
    // Without a business nobody calls them.
    if (key === 'callees' && plan.businesses === 0) continue;
    const half = Math.max(LEAST[key], Math.floor(plan[key] / 2));
    if (half < plan[key]) yield [`${key} ${half}`, { ...plan, [key]: half }];
  }
  if (plan.lieRate > 0 && plan.lies.length > 1) {
    const middle = Math.ceil(plan.lies.length / 2);
    for (const lies of [plan.lies.slice(0, middle), plan.lies.slice(middle)]) {
      yield [`lies ${lies.join(',')}`, { ...plan, lies }];
    }
  }
}
