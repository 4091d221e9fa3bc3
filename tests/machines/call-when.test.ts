/** When to ring again: what callees say, on their own clocks, inside the hours when calls are allowed, across changes of the clocks. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyUtterance, readLater, readWhen } from '../../machines/call-outcome/reading/index.ts';
import { sendingWindow } from '../../src/values/quiet-hours.ts';

const LONDON = 'Europe/London';
const ISTANBUL = 'Europe/Istanbul';
/** Wednesday 18 November 2026, 14:20 in London, 17:20 in Istanbul. */
const NOW = new Date('2026-11-18T14:20:00Z');

/** "2026-11-19 17:00", as the clocks there show it. */
function local(at: Date | null, timeZone: string): string | null {
  return (
    at && new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  );
}

test.each([
  ['call me tomorrow', '2026-11-19 10:00'],
  ['call me tomorrow at five', '2026-11-19 17:00'],
  ['ring me in an hour', '2026-11-18 15:20'],
  ['give me half an hour', '2026-11-18 14:50'],
  ['in a couple of hours', '2026-11-18 16:20'],
  ['an hour and a half from now', '2026-11-18 15:50'],
  ['ten minutes', '2026-11-18 14:30'],
  ['call back in twenty five minutes please', '2026-11-18 14:45'],
  ['next Monday afternoon', '2026-11-23 14:00'],
  ['Monday morning', '2026-11-23 10:00'],
  ['on Wednesday', '2026-11-25 10:00'],
  ['Wednesday at six', '2026-11-18 18:00'],
  ['next Friday', '2026-11-27 10:00'],
  ['Tuesday next week', '2026-11-24 10:00'],
  ['next week', '2026-11-23 10:00'],
  ['at the weekend', '2026-11-21 10:00'],
  ['next month', '2026-12-01 10:00'],
  ['in three days', '2026-11-21 10:00'],
  ['the day after tomorrow at 5.30pm', '2026-11-20 17:30'],
  ['this evening', '2026-11-18 18:00'],
  ['in the morning', '2026-11-19 10:00'],
  ['this afternoon', '2026-11-18 15:20'],
  ['later today', '2026-11-18 16:20'],
  ['tonight at eight', '2026-11-18 20:00'],
  ['after six', '2026-11-18 18:00'],
  ['before five tomorrow', '2026-11-19 16:00'],
  ['at nine', '2026-11-19 09:00'],
  ['at eight', '2026-11-18 20:00'],
  ['half past four', '2026-11-18 16:30'],
  ['quarter to six', '2026-11-18 17:45'],
  ['half five', '2026-11-18 17:30'],
  ['10 am on the 5th of December', '2026-12-05 10:00'],
  ['on the 3rd', '2026-12-03 10:00'],
  ['march 5th', '2027-02-16 14:20'],
  ['at noon tomorrow', '2026-11-19 12:00'],
  ['first thing tomorrow', '2026-11-19 09:00'],
  ['not today, try Friday', '2026-11-20 10:00'],
  ['on Monday, no, on Tuesday', '2026-11-24 10:00'],
  ['tomorrow at six in the morning', '2026-11-19 08:00'],
  ['tomorrow at ten pm', '2026-11-19 20:30'],
  ['in ten hours', '2026-11-19 08:00'],
])('in English: %s', (said, at) => {
  expect(local(readWhen(said, NOW, LONDON), LONDON)).toBe(at);
});

test.each([
  ['yarın arayın', '2026-11-19 10:00'],
  ['yarın akşam ara', '2026-11-19 18:00'],
  ['YARIN AKSAM ARAYIN', '2026-11-19 18:00'],
  ['bir saat sonra', '2026-11-18 18:20'],
  ['yarım saat sonra tekrar arayın', '2026-11-18 17:50'],
  ['bir buçuk saat sonra', '2026-11-18 18:50'],
  ['on beş dakikaya arayın', '2026-11-18 17:35'],
  ['iki gün sonra', '2026-11-20 10:00'],
  ['haftaya', '2026-11-23 10:00'],
  ['haftaya salı', '2026-11-24 10:00'],
  ['gelecek hafta cuma günü', '2026-11-27 10:00'],
  ['cumaya arayın', '2026-11-20 10:00'],
  ['akşam yedide', '2026-11-18 19:00'],
  ['saat altı buçukta', '2026-11-18 18:30'],
  ['yarın saat 3’te', '2026-11-19 15:00'],
  ['yarın 17.30’da arayın', '2026-11-19 17:30'],
  ['beşten sonra arayın', '2026-11-19 17:00'],
  ['yarın beşe çeyrek kala', '2026-11-19 16:45'],
  ['yarın onu on geçe', '2026-11-19 10:10'],
  ['öğleden sonra', '2026-11-18 18:20'],
  ['yarın öğlen', '2026-11-19 12:00'],
  ['yarın değil cuma', '2026-11-20 10:00'],
  ['hafta sonu arayın', '2026-11-21 10:00'],
  ['ay başında', '2026-12-01 10:00'],
  ['5 Aralık', '2026-12-05 10:00'],
  ['ayın 5’inde', '2026-12-05 10:00'],
  ['hafta içi arayın', '2026-11-19 10:00'],
])('in Turkish: %s', (said, at) => {
  expect(local(readWhen(said, NOW, ISTANBUL), ISTANBUL)).toBe(at);
});

test.each(['call me later', 'not now', 'sonra arayın', 'müsait değilim', 'I am here', 'on', 'bir de', ''])(
  'no time is said: %s; so it is the next working day at ten',
  (said) => {
    expect(readWhen(said, NOW, LONDON)).toBeNull();
    expect(local(readLater(said, NOW, LONDON), LONDON)).toBe('2026-11-19 10:00');
  },
);

test('after a Friday, a Saturday and a Sunday the next working day is Monday', () => {
  for (const day of ['20', '21', '22'])
    expect(local(readLater('later', new Date(`2026-11-${day}T12:00:00Z`), LONDON), LONDON)).toBe(
      '2026-11-23 10:00',
    );
  expect(local(readLater('later', new Date('2026-12-31T12:00:00Z'), LONDON), LONDON)).toBe(
    '2027-01-01 10:00',
  );
});

test('the day is the callee’s: late in the evening in London it is tomorrow in Istanbul', () => {
  const late = new Date('2026-11-18T22:30:00Z');
  expect(local(readWhen('tomorrow at ten', late, LONDON), LONDON)).toBe('2026-11-19 10:00');
  expect(local(readWhen('yarın onda', late, ISTANBUL), ISTANBUL)).toBe('2026-11-20 10:00');
});

test('five is five on the day after the clocks change', () => {
  // British clocks go forward on 2026-03-29 at 01:00 UTC and back on 2026-10-25; American ones on 2026-03-08 and 2026-11-01.
  const at = (now: string, said = 'tomorrow at five', zone = LONDON) =>
    readWhen(said, new Date(now), zone)?.toISOString();
  expect(at('2026-03-28T12:00:00Z')).toBe('2026-03-29T16:00:00.000Z');
  expect(at('2026-10-24T12:00:00Z')).toBe('2026-10-25T17:00:00.000Z');
  expect(at('2026-10-31T16:00:00Z', undefined, 'America/New_York')).toBe('2026-11-01T22:00:00.000Z');
  expect(at('2026-03-07T16:00:00Z', 'next week', 'America/New_York')).toBe('2026-03-09T14:00:00.000Z');
  // An hour is an hour, whatever the clocks do; at night it is put off to eight.
  expect(at('2026-03-28T18:30:00Z', 'in an hour')).toBe('2026-03-28T19:30:00.000Z');
  expect(at('2026-03-28T20:30:00Z', 'in an hour')).toBe('2026-03-29T07:00:00.000Z');
});

const SAID = ['call-utterances', 'call-utterances-held-out'].flatMap((file) =>
  readFileSync(new URL(`./labelled/${file}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t')[2] ?? ''),
);

test('the words that are logged as the time say the same as the whole utterance', () => {
  const timed = SAID.map((said) => ({ said, words: classifyUtterance(said).laterWords })).filter(
    ({ words }) => words !== undefined,
  );
  expect(timed.length).toBeGreaterThan(30);
  for (const { said, words } of timed)
    expect(readLater(words ?? '', NOW, LONDON), said).toEqual(readLater(said, NOW, LONDON));
});

test('whatever is said, whenever and wherever: later than now, within 90 days and a night, and inside the hours', () => {
  const word = fc.constantFrom(
    ...'in an hour two 12 5pm 1730 half past to quarter next monday friday week weekend month days tomorrow tonight before after at the 31st of february may morning evening not today yarin haftaya sali saat beste bucukta sonra once 23 99 999 gece ayin sabah degil minutes'.split(
      ' ',
    ),
  );
  const zone = fc.constantFrom(
    LONDON,
    ISTANBUL,
    'America/New_York',
    'Pacific/Auckland',
    'Asia/Kathmandu',
    'Nowhere/Land',
  );
  const now = fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2029-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  const said = fc.oneof(
    fc.array(word, { maxLength: 7 }).map((words) => words.join(' ')),
    fc.constantFrom(...SAID),
    fc.string(),
  );
  fc.assert(
    fc.property(said, now, zone, (words, at, timeZone) => {
      const due = readLater(words, at, timeZone);
      expect(due.getTime()).toBeGreaterThan(at.getTime());
      expect(due.getTime() - at.getTime()).toBeLessThan(91 * 86_400_000);
      expect(sendingWindow(due, timeZone).isOpen).toBe(true);
      expect(readLater(words, at, timeZone)).toEqual(due);
    }),
    { numRuns: 2_000 },
  );
});
