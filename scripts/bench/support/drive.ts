/** The load: so many connections, each of which awaits one answer before it sends the next. */
import { bytesOf, openWire, type PreparedRequest } from './wire.ts';

export interface DriveOptions {
  readonly connections: number;
  /** All to one server. */
  readonly requests: readonly PreparedRequest[];
  /** Ends the load, however many requests are left; unset: when the last is answered. */
  readonly seconds?: number;
  readonly signal?: AbortSignal;
}

export interface LoadResult {
  /** Answered 200 a second; any other answer throws. */
  readonly perSecond: number;
  readonly answered: number;
  /** One latency an answer, in milliseconds. */
  readonly latenciesMs: readonly number[];
  /** When the first was sent (`performance.now()`). */
  readonly startedAt: number;
}

export async function drive({ connections, requests, seconds, signal }: DriveOptions): Promise<LoadResult> {
  const [first] = requests;
  if (!first) return { perSecond: 0, answered: 0, latenciesMs: [], startedAt: performance.now() };
  const prepared = requests.map(bytesOf);
  const wires = await Promise.all(Array.from({ length: connections }, () => openWire(first.url)));
  const latenciesMs: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const endsAt = seconds === undefined ? Number.POSITIVE_INFINITY : startedAt + seconds * 1_000;
  try {
    await Promise.all(
      wires.map(async (wire) => {
        for (let one = prepared[next++]; one; one = prepared[next++]) {
          const sentAt = performance.now();
          if (sentAt >= endsAt) return;
          signal?.throwIfAborted();
          const status = await wire.ask(one);
          if (status !== 200) throw new Error(`${first.url} answered ${status}`);
          latenciesMs.push(performance.now() - sentAt);
        }
      }),
    );
  } finally {
    for (const wire of wires) wire.close();
  }
  const took = (performance.now() - startedAt) / 1_000;
  return { perSecond: latenciesMs.length / took, answered: latenciesMs.length, latenciesMs, startedAt };
}
