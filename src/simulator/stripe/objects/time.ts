/** Stripe counts seconds since 1970, and its months end where the calendar's do. */

export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/** 31 January is followed by 28 February, as Stripe bills it. */
export function aMonthLater(from: number): number {
  const date = new Date(from * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return seconds(date);
}
