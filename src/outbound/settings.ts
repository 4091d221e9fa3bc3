/** How much an organization may call, where it has not been set up otherwise; and for how long a call keeps its place. */

/** Beyond 200 reminders a day somebody should have thought about it: an operator raises it. */
export const DEFAULT_DAILY_LIMIT = 200;
/** 10 at once: what a plan of the voice company allows beside its own default. */
export const DEFAULT_CONCURRENCY = 10;
/**
 * 15 minutes: longer than any pause between two questions about a live call (5 minutes), and short enough that a call of
 * which nobody hears any more gives its place to the next within a quarter of an hour.
 */
export const SLOT_LEASE_MS = 15 * 60_000;
