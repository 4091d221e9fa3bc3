/** The voice webhook under load: each call the first of its caller at its business, so that each opens an enquiry. */

import { remember } from './history.ts';
import { addBusinesses, FIRST_CALLS, missedCall } from './support/businesses.ts';
import { onGround } from './support/ground.ts';
import { sendForms } from './support/load.ts';
import { describeMachine, median, quantile } from './yardstick.ts';

export interface VoiceOptions {
  readonly runs: number;
  /** A run. */
  readonly calls: number;
}

const CONNECTIONS = 64;

export async function benchVoice(
  print: (line: string) => void,
  { runs, calls }: VoiceOptions,
): Promise<void> {
  if ((runs + 1) * calls > FIRST_CALLS)
    throw new Error(`${FIRST_CALLS} calls are all there are, warming up included`);
  await onGround(async ({ addSite }) => {
    const { service, owner } = await addSite('voice', addBusinesses);
    print(await describeMachine());
    const rates: number[] = [];
    const p99s: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const forms = Array.from({ length: calls }, (_, n) => missedCall(run * calls + n, `r${run}`));
      const result = await sendForms({
        ...service.load,
        door: '/api/twilio/voice',
        connections: CONNECTIONS,
        forms,
      });
      // What is left to send would be sent while the next run is measured.
      await owner`DELETE FROM outbox WHERE status = 'due'`;
      await owner`VACUUM ANALYZE`;
      const [p50, p99] = [quantile(result.latenciesMs, 0.5), quantile(result.latenciesMs, 0.99)];
      const line = `${Math.round(result.perSecond)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
      print(run === 0 ? `warming up: ${line}` : `run ${run}: ${line}`);
      if (run === 0) continue;
      rates.push(result.perSecond);
      p99s.push(p99);
    }
    print(
      `voice, ${CONNECTIONS} connections, medians of ${runs}: ${Math.round(median(rates))}/s, p99 ${median(p99s).toFixed(1)} ms (at most 100 is wanted)`,
    );
    await remember('voice', { 'rate /s': median(rates), 'p99 ms': median(p99s) });
  });
}
