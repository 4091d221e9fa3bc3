/** How long a call waits, and for what. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After the first try that nobody answered, and after the second. Three tries in all: more is a nuisance. */
export const TRY_AGAIN_AFTER_MS: readonly number[] = [30 * MINUTE_MS, 4 * HOUR_MS];

/** Half a minute at first, because a webhook is normally there by then; a long talk is asked about less often. */
export function pollPauseMs(polls: number): number {
  return Math.min(5 * MINUTE_MS, 30_000 * 2 ** Math.max(0, polls - 2));
}

/** 15 questions take an hour: no talk of a reminder lasts so long. */
export const MAX_POLLS = 15;

/** 2 hours: longer than a promise to dial is tried and looked for. */
export const OVERDUE_MS = 2 * HOUR_MS;

/** "Later", and not when: a day later. */
export const LATER_MS = 24 * HOUR_MS;
/** "In a minute" is said on the phone more easily than meant. */
export const SOONEST_MS = 5 * MINUTE_MS;
/** 90 days: a reminder is about nothing any more. */
export const LATEST_MS = 90 * 24 * HOUR_MS;
