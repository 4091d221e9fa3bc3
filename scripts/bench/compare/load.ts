/** The load generator of the comparison: the same for every side, one answer awaited before the next text. */
import { Agent, request } from 'node:http';
import type { Prepared } from './side.ts';

export interface LoadOptions {
  readonly connections: number;
  /** Ends the load, however many texts are left. */
  readonly seconds: number;
  readonly texts: readonly Prepared[];
  readonly signal: AbortSignal;
}

export interface LoadResult {
  /** Texts answered 200 a second; any other answer throws. */
  readonly perSecond: number;
  readonly answered: number;
  readonly latenciesMs: readonly number[];
}

export async function sendTexts({ connections, seconds, texts, signal }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  try {
    await Promise.all(
      Array.from({ length: connections }, async () => {
        for (let one = texts[next++]; one; one = texts[next++]) {
          const sentAt = performance.now();
          if (sentAt >= endsAt) return;
          signal.throwIfAborted();
          const status = await post(agent, one);
          if (status !== 200) throw new Error(`a text was answered ${status}`);
          latenciesMs.push(performance.now() - sentAt);
        }
      }),
    );
  } finally {
    agent.destroy();
  }
  const took = (performance.now() - startedAt) / 1_000;
  return { perSecond: latenciesMs.length / took, answered: latenciesMs.length, latenciesMs };
}

/** Resolves to the status of the answer. */
export function post(agent: Agent, { url, headers, body }: Prepared): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: 'POST', headers }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
