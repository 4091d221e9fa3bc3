/** Times what was said on the wire with a provider. */
import type { Exchange } from '../exchange.ts';
import { providerSeconds } from './series.ts';

/** By the class of the answer: `2xx`, `4xx`, `5xx`, or `none`. */
export function observeExchange({ provider, status, durationMs }: Exchange): void {
  const answer = status === null ? 'none' : `${Math.floor(status / 100)}xx`;
  providerSeconds.observe({ provider, status: answer }, durationMs / 1_000);
}
