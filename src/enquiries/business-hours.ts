/** Is a business open at a moment, and which month is it there? Pure; the clocks' changes are Intl's business. */
import { z } from 'zod';
import { WEEKDAYS, type WeekHours } from '../values/week-hours.ts';

/** `{mon: ["08:00","18:00"], …}`; a day that is missing is closed. */
const hoursSchema = z.partialRecord(
  z.enum(WEEKDAYS),
  z.tuple([z.string().regex(/^\d{2}:\d{2}$/), z.string().regex(/^\d{2}:\d{2}$/)]),
);

/** Null: there are none, or nobody can read them. */
export function knownHours(businessHours: unknown): WeekHours | null {
  const hours = hoursSchema.safeParse(businessHours);
  if (!hours.success) return null;
  const days = Object.entries(hours.data).filter(([, times]) => times !== undefined);
  return Object.fromEntries(days) as WeekHours;
}

/** Hours that nobody can read count as always open: a caller is better greeted than turned away. */
export function isOpenAt(businessHours: unknown, timeZone: string, at: Date): boolean {
  const hours = knownHours(businessHours);
  if (hours === null) return true;
  const { weekday, time } = localTime(timeZone, at);
  const today = Object.entries(hours).find(([day]) => day === weekday)?.[1];
  return today !== undefined && time >= today[0] && time < today[1];
}

/** `2026-11`, as the calendar on the owner's wall says. */
export function monthAt(timeZone: string, at: Date): string {
  const { year, month } = localTime(timeZone, at);
  return `${year}-${month}`;
}

function localTime(timeZone: string, at: Date) {
  const parts = formatOf(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    weekday: of('weekday').slice(0, 3).toLowerCase(),
    time: `${of('hour')}:${of('minute')}`,
    ...{ year: of('year'), month: of('month') },
  };
}

/** Kept, because making one takes a quarter of a millisecond; there are some four hundred zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A zone that an operator misspelt must not keep a caller from being texted. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const kept = formats.get(timeZone);
  if (kept) return kept;
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, weekday: 'short', year: 'numeric', month: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    formats.set(timeZone, format);
    return format;
  } catch (error) {
    if (error instanceof RangeError) return formatOf('Europe/London');
    throw error;
  }
}
