/** Does memory stay flat? Inbound texts without a pause for a long time, the process measured all the while. */
import { setTimeout as delay } from 'node:timers/promises';
import { remember } from './history.ts';
import { sendLoad } from './inbound/load.ts';
import { addOwners } from './inbound/owners.ts';
import { onGround } from './support/ground.ts';
import { describeMachine, median } from './yardstick.ts';

export interface SoakOptions {
  readonly minutes: number;
}

const CONNECTIONS = 64;
/** A round of load; between two rounds what waits to be sent is taken away, as a carrier would. */
const TEXTS = 10_000;
const SAMPLE_MS = 1_000;

export async function benchSoak(print: (line: string) => void, { minutes }: SoakOptions): Promise<void> {
  await onGround(async ({ addSite }) => {
    const { service, owner } = await addSite('soak', addOwners);
    print(await describeMachine());
    const samples: number[] = [];
    const over = new AbortController();
    const sampling = sample(over.signal, async () => void samples.push(await service.memoryMb()));
    const startedAt = performance.now();
    const elapsed = () => (performance.now() - startedAt) / 60_000;
    let texts = 0;
    for (let round = 0; elapsed() < minutes; round += 1) {
      await sendLoad({ ...service.load, connections: CONNECTIONS, texts: TEXTS, run: `s${round}` });
      texts += TEXTS;
      await owner`DELETE FROM outbox WHERE status = 'due'`;
      if (round % 10 === 0) print(`${elapsed().toFixed(1)} min: ${texts} texts, ${samples.at(-1)} MB`);
    }
    over.abort();
    await sampling;
    const half = Math.floor(samples.length / 2);
    const [first, second] = [median(samples.slice(0, half)), median(samples.slice(half))];
    const most = Math.max(...samples);
    print(
      `memory over ${minutes} minutes and ${texts} texts: median ${first} MB in the first half, ${second} MB in the second, at most ${most} MB (at most 250 and flat is wanted)`,
    );
    await remember('soak', { minutes, 'first half MB': first, 'second half MB': second, 'most MB': most });
  });
}

async function sample(over: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!over.aborted) {
    await look();
    await delay(SAMPLE_MS, undefined, { signal: over }).catch(() => {});
  }
}
