/** All checks of a trial, one after the other. */
import { checkDeliveries } from './deliveries.ts';
import { checkDiallings } from './diallings.ts';
import { checkDoNotCall } from './do-not-call.ts';
import type { Checked, CheckTools } from './finding.ts';
import { checkLists } from './lists.ts';
import { checkNumbers } from './numbers.ts';
import { checkOrder } from './order.ts';
import { checkPromises } from './promises.ts';
import { checkStates } from './states.ts';
import { checkStop } from './stop.ts';
import { checkUnderstood } from './understood.ts';

export type { Checked, CheckTools, Counted, Finding } from './finding.ts';
export { stillWaiting } from './quiet.ts';

const CHECKS = [
  ...[checkDeliveries, checkPromises, checkOrder, checkStop, checkNumbers, checkStates],
  ...[checkDiallings, checkLists, checkDoNotCall, checkUnderstood],
];

export async function checkAll(tools: CheckTools): Promise<Checked> {
  const results: Checked[] = [];
  for (const check of CHECKS) results.push(await check(tools));
  return {
    broken: results.flatMap(({ broken }) => broken),
    counted: results.flatMap(({ counted }) => counted),
  };
}
