/** Turns a failure into what the caller does next: again after a pause, never, or first look whether it happened. */
import type { ElevenLabsFailure } from './failure.ts';

/** A number in [0, 1), so that nodes that were refused together do not come back together. */
export type Random = () => number;

/** The shortest pause before the next try, milliseconds. Whoever keeps the promise multiplies it by the attempts. */
const PAUSE_MS = {
  not_sent: 2_000,
  /** All the lines of the plan are busy: a call lasts a minute or two. */
  too_many: 5_000,
  /** Somebody has to put the right key in place, or pay. */
  account: 60_000,
} as const;

export type FailedOutcome =
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a POST that failed has come to. It has no idempotency key, so what is uncertain is never sent again. */
export function outcomeOf(failure: ElevenLabsFailure, random: Random): FailedOutcome {
  const { code, message: reason } = failure;
  if (failure.kind === 'uncertain') return { kind: 'unknown', reason };
  const pauseMs = pauseOf(failure);
  if (pauseMs === null) return { kind: 'refused', code, reason };
  return { kind: 'retry', afterMs: spread(failure, pauseMs, random), code, reason };
}

/** A GET that failed may always be asked again; 404 is for whoever asks to read. */
export function askAgain(
  failure: ElevenLabsFailure,
  random: Random,
): Extract<FailedOutcome, { kind: 'retry' }> {
  const pauseMs = pauseOf(failure) ?? PAUSE_MS.not_sent;
  return {
    kind: 'retry',
    afterMs: spread(failure, pauseMs, random),
    code: failure.code,
    reason: failure.message,
  };
}

/** Null: the same request would be refused again. */
function pauseOf({ kind, status, code }: ElevenLabsFailure): number | null {
  if (kind === 'not_sent') return PAUSE_MS.not_sent;
  if (status === 429) return PAUSE_MS.too_many;
  const isOfTheAccount = status === 401 || status === 402 || status === 403 || code === 'quota_exceeded';
  return isOfTheAccount ? PAUSE_MS.account : null;
}

function spread({ retryAfterMs }: ElevenLabsFailure, pauseMs: number, random: Random): number {
  return Math.round(Math.max(pauseMs, retryAfterMs ?? 0) + pauseMs * random());
}
