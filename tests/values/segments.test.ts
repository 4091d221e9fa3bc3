/** What a text costs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countSegments } from '../../src/values/segments.ts';

const gsm = fc.constantFrom(...'abc XYZ 019 @£éà');
const extended = fc.constantFrom(...'€[]{}~^|\\');

describe('segments', () => {
  test.each([
    ['nothing', '', 'GSM-7', 1],
    ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
    ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
    ['306 letters', 'a'.repeat(306), 'GSM-7', 2],
    ['307 letters', 'a'.repeat(307), 'GSM-7', 3],
    ['80 euros, two septets each', '€'.repeat(80), 'GSM-7', 1],
    ['153 euros: a pair of septets is not torn apart', '€'.repeat(153), 'GSM-7', 3],
    ['70 curly quotes', '’'.repeat(70), 'UCS-2', 1],
    ['71 curly quotes', '’'.repeat(71), 'UCS-2', 2],
    ['67 pictures: 33 fit into each segment', '😀'.repeat(67), 'UCS-2', 3],
    ['one picture in a plain text', `${'a'.repeat(69)}😀`, 'UCS-2', 2],
  ])('%s', (_, text, encoding, count) => {
    expect(countSegments(text)).toEqual({ encoding, count });
  });

  test('more text never costs less, and a segment never carries more than the standard lets it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(gsm, extended), { maxLength: 500 }), (characters) => {
        const text = characters.join('');
        const { count, encoding } = countSegments(text);
        expect(encoding).toBe('GSM-7');
        expect(countSegments(`${text}a`).count).toBeGreaterThanOrEqual(count);
        const septets = characters.reduce((sum, one) => sum + ('€[]{}~^|\\'.includes(one) ? 2 : 1), 0);
        expect(count).toBeGreaterThanOrEqual(septets <= 160 ? 1 : Math.ceil(septets / 153));
        expect(count).toBeLessThanOrEqual(septets <= 160 ? 1 : Math.ceil(septets / 152));
      }),
    );
  });

  test('any text at all has a count', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { count } = countSegments(text);
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(Math.max(1, Math.ceil(text.length / 66)));
      }),
    );
  });
});
