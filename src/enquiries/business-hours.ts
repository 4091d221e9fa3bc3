/** Is a business open at a moment, and which month is it there? Pure; the clocks' changes are Intl's business. */
import { z } from 'zod';

/** `{mon: ["08:00","18:00"], …}`; a day that is missing is closed. */
const hoursSchema = z.partialRecord(
  z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
  z.tuple([z.string().regex(/^\d{2}:\d{2}$/), z.string().regex(/^\d{2}:\d{2}$/)]),
);

/** Hours that nobody can read count as always open: a caller is better greeted than turned away. */
export function isOpenAt(businessHours: unknown, timeZone: string, at: Date): boolean {
  const hours = hoursSchema.safeParse(businessHours);
  if (!hours.success) return true;
  const { weekday, time } = localTime(timeZone, at);
  const today = Object.entries(hours.data).find(([day]) => day === weekday)?.[1];
  return today !== undefined && time >= today[0] && time < today[1];
}

/** `2026-11`, as the calendar on the owner's wall says. */
export function monthAt(timeZone: string, at: Date): string {
  const { year, month } = localTime(timeZone, at);
  return `${year}-${month}`;
}

function localTime(timeZone: string, at: Date) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: known(timeZone), weekday: 'short', year: 'numeric', month: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    weekday: of('weekday').slice(0, 3).toLowerCase(),
    time: `${of('hour')}:${of('minute')}`,
    ...{ year: of('year'), month: of('month') },
  };
}

/** A zone that an operator misspelt must not keep a caller from being texted. */
function known(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone });
    return timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'Europe/London';
    throw error;
  }
}
