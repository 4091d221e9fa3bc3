/** ElevenLabs: its voice agents speak on the calls that we place, over plain HTTP. */
import type { HangUpOutcome, VoiceAgentCarrier } from '../../outbound/port.ts';
import { fetchCallWith } from './fetch-call.ts';
import { findCallWith } from './find-call.ts';
import type { Random } from './outcome.ts';
import { importedNumbers } from './phone-numbers.ts';
import { placeCallWith } from './place-call.ts';
import { createTransport, type TransportOptions } from './transport.ts';

export { ElevenLabsFailure } from './failure.ts';
export { type CheckWith, checkWebhook } from './webhook.ts';

export interface ElevenLabsOptions extends TransportOptions {
  /** Spreads retries; a number in [0, 1). */
  readonly random: Random;
  /** ElevenLabs has no way to end a call, so its telephone leg is ended instead (ruling 0d). */
  readonly hangUp: (callSid: string) => Promise<HangUpOutcome>;
  /** How long one look for a call may take; unset: 4 s. */
  readonly lookMs?: number | undefined;
}

/** Throws at once when the key cannot be right. */
export function createElevenLabs({ random, hangUp, lookMs, ...wire }: ElevenLabsOptions): VoiceAgentCarrier {
  if (wire.apiKey.trim() === '') throw new Error('ElevenLabs needs an API key');
  const ask = createTransport(wire);
  return {
    placeCall: placeCallWith(ask, { numbers: importedNumbers(ask), random }),
    findCall: findCallWith(ask, lookMs),
    fetchCall: fetchCallWith(ask, random),
    hangUp,
  };
}
