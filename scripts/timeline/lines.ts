/** A timeline in columns: when, what kind of thing, for whom, what. Pure. */
import type { Entry, Timeline } from './read.ts';

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    // The only thing that it throws is a RangeError for the zone.
    return false;
  }
}

export function linesOf({ phone, organizations, entries }: Timeline, zone: string): string[] {
  if (entries.length === 0) return [`Nothing is known of ${phone}.`];
  const names = new Map(organizations.map(({ id, name }) => [id, name ?? id]));
  const whom = ({ org, role }: Entry) => (org === null ? '–' : `${role} of ${names.get(org) ?? org}`);
  const kindWidth = widest(entries.map(({ kind }) => kind));
  const whomWidth = widest(entries.map(whom));
  const time = clockOf(zone);
  return [
    `${phone}: ${entries.length} entries, times in ${zone}`,
    ...entries.map((entry) =>
      [time(entry.at), entry.kind.padEnd(kindWidth), whom(entry).padEnd(whomWidth), entry.what].join('  '),
    ),
  ];
}

const widest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));

/** `2026-11-20 09:15:02.125`, which sorts as it reads. */
function clockOf(zone: string): (at: Date) => string {
  // Sweden writes dates in the order of ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => `${format.format(at)}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
}
