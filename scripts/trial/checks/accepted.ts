/** The texts that the network accepted over its API, in the order of acceptance, each with our own id of it. */
import type { Simulator } from '../../../src/simulator/index.ts';

export interface AcceptedText {
  readonly promiseId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Our id stands in the URL of the receipts. */
export function acceptedTexts(simulator: Simulator): AcceptedText[] {
  return simulator.network.messages().map(({ statusCallback, from, to, body, createdAt }) => ({
    promiseId: new URL(statusCallback ?? 'http://nowhere/').searchParams.get('promise') ?? 'none',
    from,
    to,
    body,
    at: createdAt.getTime(),
  }));
}
