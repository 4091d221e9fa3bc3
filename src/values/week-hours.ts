/** When a business is open in a week, as it is stored: `{mon: ["08:00","18:00"]}`; a day that is missing is closed. */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** From and until, `HH:MM` of 24 hours, in the business's own time zone. */
export type WeekHours = Readonly<Partial<Record<Weekday, readonly [string, string]>>>;
