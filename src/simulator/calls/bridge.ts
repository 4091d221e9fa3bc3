/** Two parties in conversation: each hears the other until one of them hangs up. */
import { aborted } from '../background.ts';
import type { Party } from './party.ts';

/** Resolves when either end (or `until`) is gone; then both are. */
export async function bridge(one: Party, other: Party, until?: AbortSignal): Promise<void> {
  const stop = [carry(one, other), carry(other, one)];
  await Promise.race([aborted(one.gone), aborted(other.gone), ...(until ? [aborted(until)] : [])]);
  for (const end of stop) end();
}

function carry(from: Party, to: Party): () => void {
  return from.onInput((input) => {
    to.hears(input.kind === 'digits' ? `♪ ${input.text}` : input.text, 'person');
  });
}
