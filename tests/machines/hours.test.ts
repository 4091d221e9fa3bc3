/** Business hours as owners type them, and as they read them back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHours, wordHours } from '../../machines/desk/hours.ts';
import { WEEKDAYS } from '../../src/values/week-hours.ts';

test.each([
  ['Mon-Fri 8-18', 'Mon-Fri 08:00-18:00'],
  ['mon to fri 8am to 6pm', 'Mon-Fri 08:00-18:00'],
  ['Monday \u2013 Friday 08:00\u201318:00', 'Mon-Fri 08:00-18:00'],
  ['weekdays 8-6, sat 9-1pm', 'Mon-Fri 08:00-18:00, Sat 09:00-13:00'],
  ['Mon-Fri 8-6 and Sat 9-1', 'Mon-Fri 08:00-18:00, Sat 09:00-13:00'],
  ['mon, wed and fri 7.30am-4pm', 'Mon 07:30-16:00, Wed 07:30-16:00, Fri 07:30-16:00'],
  ['mon wed 9-5', 'Mon 09:00-17:00, Wed 09:00-17:00'],
  ['every day 7-22', 'Mon-Sun 07:00-22:00'],
  ['9-5', 'Mon-Sun 09:00-17:00'],
  ['Sat-Mon 10-14', 'Mon 10:00-14:00, Sat-Sun 10:00-14:00'],
  ['weekends 10am-2pm. Mon-Fri 6-24', 'Mon-Fri 06:00-24:00, Sat-Sun 10:00-14:00'],
  ['Mon-Fri 8-18, Sat closed', null],
  ['whenever', null],
  ['Mon-Fri', null],
  ['Mon-Fri 8-18 unless it rains', null],
  ['Mon-Fri 25-26', null],
  ['Mon-Fri 18-17', null],
  ['Mon-Fri 9:75-17', null],
  ['someday 8-18', null],
  ['13pm-15pm', null],
  ['', null],
])('%s', (typed, read) => {
  const hours = readHours(typed ?? '');
  expect(hours === null ? null : wordHours(hours)).toBe(read);
});

test('a night is not understood rather than turned round', () => {
  expect(readHours('mon-fri 22-06')).toBeNull();
});

test('whatever is worded is read back as it was', () => {
  const at = fc.integer({ min: 0, max: 24 * 60 });
  const clock = (minutes: number) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  const day = fc.option(
    fc
      .tuple(at, at)
      .filter(([from, until]) => from < until)
      .map(([from, until]) => [clock(from), clock(until)] as const),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.tuple(day, day, day, day, day, day, day), (week) => {
      const hours = Object.fromEntries(
        WEEKDAYS.flatMap((name, n) => (week[n] === undefined ? [] : [[name, week[n]]])),
      );
      fc.pre(Object.keys(hours).length > 0);
      expect(readHours(wordHours(hours))).toEqual(hours);
    }),
  );
});

test('whatever is typed, nothing throws, and what is read has an end after its beginning', () => {
  const piece = fc.constantFrom(
    'mon',
    'fri',
    '-',
    'to',
    ' ',
    ',',
    '8',
    '18',
    ':30',
    'am',
    'pm',
    'and',
    'weekdays',
    'x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      for (const [from, until] of Object.values(readHours(pieces.join('')) ?? {}))
        expect(from < until).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
