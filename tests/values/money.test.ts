/** Money as people read it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPence } from '../../src/values/money.ts';

describe('money', () => {
  test.each([
    [2900, 'GBP', '£29'],
    [2900, 'gbp', '£29'],
    [2950, 'GBP', '£29.50'],
    [5, 'GBP', '£0.05'],
    [0, 'GBP', '£0'],
    [129_900, 'GBP', '£1,299'],
    [2900, 'EUR', '€29'],
    [2900, 'JPY', 'JP¥2,900'],
  ])('%i %s is %s', (amount, currency, written) => {
    expect(formatPence(amount, currency)).toBe(written);
  });

  test('no penny is lost or made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (amount) => {
        const written = formatPence(amount);
        expect(Math.round(Number(written.replace(/[£,]/g, '')) * 100)).toBe(amount);
        expect(written).toMatch(/^£[\d,]+(?:\.\d\d)?$/);
      }),
    );
  });
});
