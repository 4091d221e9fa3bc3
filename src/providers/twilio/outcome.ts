/** Turns a failure into what the sender does next: again after a pause, never, or first look whether it happened. */
import { type Decision, meaningOf, needsOperator } from '../../messages/codes.ts';
import type { TwilioFailure } from './failure.ts';

/** A number in [0, 1), so that nodes that were refused together do not come back together. */
export type Random = () => number;

/**
 * The shortest pause before the next try, milliseconds. It does not grow by itself, because an attempt does not know
 * its number: whoever keeps the promise multiplies it by the attempts.
 */
const PAUSE_MS: Readonly<Partial<Record<Decision | 'not_sent', number>>> = {
  /** Twilio's limits are per second. */
  slow_down: 1_000,
  not_sent: 2_000,
  /** A phone that is off or out of reach is back in minutes, not seconds. */
  retry_once: 120_000,
  /** Somebody has to put the right token in place. */
  credentials: 60_000,
  /** Quiet hours are over in the morning; asking once an hour is enough. */
  quiet_hours: 3_600_000,
};

export type FailedOutcome =
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | {
      readonly kind: 'final';
      readonly code: string;
      readonly reason: string;
      readonly isOptOut: boolean;
      readonly alert: boolean;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The outcome of a creation (a text, a call) that failed. Creations have no idempotency key at Twilio. */
export function outcomeOf(failure: TwilioFailure, random: Random): FailedOutcome {
  if (failure.kind === 'uncertain') return { kind: 'unknown', reason: failure.message };
  const decision = failure.kind === 'not_sent' ? 'not_sent' : meaningOf(failure.code).decision;
  const pauseMs = PAUSE_MS[decision];
  if (pauseMs !== undefined) {
    const leastMs = Math.max(pauseMs, failure.retryAfterMs ?? 0);
    return {
      kind: 'retry',
      afterMs: Math.round(leastMs + pauseMs * random()),
      code: failure.code,
      reason: failure.message,
    };
  }
  return {
    kind: 'final',
    code: failure.code,
    reason: failure.message,
    isOptOut: decision === 'opted_out',
    alert: decision !== 'not_sent' && needsOperator(decision),
  };
}
