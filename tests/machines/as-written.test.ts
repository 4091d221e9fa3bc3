/** A caller's words on their way to the owner: whole, in their own script, and never a line of ours. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asWritten } from '../../machines/as-written.ts';
import { countSegments } from '../../src/values/segments.ts';

test.each([
  ['It\u2019s the kitchen \u2013 \u201Cbig\u201D leak\u2026', 'It\'s the kitchen - "big" leak...'],
  ['кран\u2019 течёт', 'кран\u2019 течёт'],
  ['two\nlines\t and  more', 'two lines and more'],
  ['\u202Eevil\u202C a\u0000b\u0007c', 'evil abc'],
  ['می\u200Cخواهم', 'می\u200Cخواهم'],
  ['family \u{1F468}\u200D\u{1F469}\u200D\u{1F467}', 'family \u{1F468}\u200D\u{1F469}\u200D\u{1F467}'],
  [null, ''],
])('%j', (words, written) => expect(asWritten(words)).toBe(written));

test('it is cut between characters, never within one', () => {
  expect(asWritten('\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'.repeat(9), 5)).toBe(
    `${'\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'.repeat(2)}...`,
  );
  expect(asWritten('x'.repeat(40), 40)).toHaveLength(40);
});

test('whatever is written, no letter is lost and no line is added', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (words) => {
      const letters = (text: string) => text.match(/[\p{L}\p{N}\p{Extended_Pictographic}]/gu) ?? [];
      const written = asWritten(words);
      expect(letters(written)).toEqual(letters(words));
      expect(written).not.toMatch(/[\p{Cc}]/u);
      expect(countSegments(written).count).toBeLessThanOrEqual(countSegments(words).count);
    }),
    { numRuns: 500 },
  );
});
