/** From the webhook of a missed call to its text at Twilio: the service idle, one call at a time. */

import { remember } from './history.ts';
import { addBusinesses, missedCall } from './support/businesses.ts';
import type { Carrier } from './support/carrier.ts';
import { onGround } from './support/ground.ts';
import { sendForms } from './support/load.ts';
import type { Service } from './support/service.ts';
import { describeMachine, quantile } from './yardstick.ts';

export interface MissedCallOptions {
  readonly calls: number;
}

/** 20 calls until everything is compiled and cached. */
const WARM_UP = 20;
/** 100 ms: by then the last text is settled, its timer set and the lane let go. */
const REST_MS = 100;

export async function benchMissedCall(
  print: (line: string) => void,
  { calls }: MissedCallOptions,
): Promise<void> {
  await onGround(async ({ carrier, addSite }) => {
    const { service } = await addSite('missed_call', addBusinesses);
    print(await describeMachine());
    await measureMissedCalls(service, carrier, { from: 0, calls: WARM_UP });
    const delays = await measureMissedCalls(service, carrier, { from: WARM_UP, calls });
    print(
      `missed call → text handed to Twilio, idle, ${calls} calls: p50 ${quantile(delays, 0.5).toFixed(1)} ms (at most 50 is wanted), p99 ${quantile(delays, 0.99).toFixed(1)} ms`,
    );
    await remember('missed-call', { 'p50 ms': quantile(delays, 0.5), 'p99 ms': quantile(delays, 0.99) });
  });
}

/** Milliseconds from sending the webhook to the text's request; the n-th call is always the same one. */
export async function measureMissedCalls(
  { load }: Pick<Service, 'load'>,
  carrier: Carrier,
  { from, calls }: { readonly from: number; readonly calls: number },
): Promise<number[]> {
  const delays: number[] = [];
  for (let n = from; n < from + calls; n += 1) {
    const arrives = carrier.nextText();
    const forms = [missedCall(n, 'one')];
    const { startedAt } = await sendForms({ ...load, door: '/api/twilio/voice', connections: 1, forms });
    delays.push((await arrives) - startedAt);
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }
  return delays;
}
