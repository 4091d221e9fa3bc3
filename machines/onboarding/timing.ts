/** How long onboarding waits, and for what. */
import type { OnboardingContext } from './context.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A network sets up a forwarded call in seconds; the phone rings out after 20–30 s; the rest is patience. */
export const TEST_CALL_MS = 2 * MINUTE;
/** One test call at a time: each of them costs money and rings a phone. */
const BETWEEN_TEST_CALLS_MS = MINUTE;
/** Ruling 3f: a call from any phone proves the forwarding within a day of the owner's DONE. */
const PROOF_WINDOW_MS = DAY;
/** One day after the prompt, two more days after that, then peace. */
const REMINDER_DELAYS_MS = [DAY, 2 * DAY] as const;

/** Infinity: no reminder. Whoever waits for a number from us is not reminded of anything. */
export function reminderDelay({ remindersSent, isWaitingForNumber }: OnboardingContext): number {
  if (isWaitingForNumber) return Number.POSITIVE_INFINITY;
  return REMINDER_DELAYS_MS[remindersSent] ?? Number.POSITIVE_INFINITY;
}

/** A row by hand has no time of DONE: the operator who put the owner there is believed. */
export function isWithinProofWindow({ confirmedAt, facts }: OnboardingContext): boolean {
  return confirmedAt === null || elapsedMs(confirmedAt, facts.now) <= PROOF_WINDOW_MS;
}

export function hasJustRung({ testCallAskedAt, facts }: OnboardingContext): boolean {
  return testCallAskedAt !== null && elapsedMs(testCallAskedAt, facts.now) < BETWEEN_TEST_CALLS_MS;
}

function elapsedMs(since: string, now: string): number {
  return Date.parse(now) - Date.parse(since);
}
