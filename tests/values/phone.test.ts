/** One phone, however it is written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPhoneE164, parsePhone } from '../../src/values/phone.ts';

/** Numbers that Ofcom reserves for stories: +447700900000 to 900999. */
const storyNumber = fc.integer({ min: 0, max: 999 }).map((last) => `7700900${String(last).padStart(3, '0')}`);

describe('a phone number', () => {
  test.each([
    ['as the document writes it', '447900000001'],
    ['nationally', '07900 000001'],
    ['internationally', '+44 7900 000001'],
    ['with 00', '0044 7900 000001'],
    ['with both prefixes', '+44 (0)7900 000001'],
    ['with dashes of any kind', '07900\u2011000\u2013001'],
    ['copied from contacts, with invisible marks', '\u202A+44\u00A07900 000001\u202C'],
    ['in full-width digits', '０７９０００００００１'],
  ])('%s is one phone', (_, written) => {
    expect(parsePhone(written)).toBe('+447900000001');
  });

  test.each([
    'anonymous',
    'Restricted',
    '',
    '+',
    '999',
    '60777',
    '123456',
    '+12',
    '00',
    'JobRun',
    '+0447900000001',
  ])('%j is none', (written) => {
    expect(parsePhone(written)).toBeNull();
  });

  test('reads national numbers of another country', () => {
    expect(parsePhone('(202) 555-0100', 'US')).toBe('+12025550100');
    expect(parsePhone('12025550100')).toBe('+12025550100');
  });

  test('every spelling of a story number is the same number', () => {
    const space = fc.constantFrom('', ' ', '-', ' - ', '.', '\u00A0');
    const prefix = fc.constantFrom('+44', '44', '0', '0044', '+44 (0)', '+44 ');
    fc.assert(
      fc.property(storyNumber, prefix, space, fc.integer({ min: 1, max: 9 }), (number, before, gap, at) => {
        expect(parsePhone(before + number.slice(0, at) + gap + number.slice(at))).toBe(`+44${number}`);
      }),
    );
  });

  test('what comes out is canonical, and reading it again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()-]{0,24}$/)), (written) => {
        const phone = parsePhone(written);
        if (phone === null) return;
        expect(isPhoneE164(phone)).toBe(true);
        expect(parsePhone(phone)).toBe(phone);
      }),
    );
  });
});
