/** Callers who need nothing any more are understood, and nobody else is sent away. The examples are in labelled/called-off.txt. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callsItOff } from '../../machines/enquiry/reading/called-off.ts';
import { heardConsent } from '../../src/values/stop-phrases/index.ts';

const examples = readFileSync(new URL('./labelled/called-off.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [label: string, said: string]);

test('there are enough examples, of both kinds', () => {
  expect(new Set(examples.map(([, said]) => said)).size).toBe(examples.length);
  expect(examples.filter(([label]) => label === 'off').length).toBeGreaterThanOrEqual(50);
  expect(examples.filter(([label]) => label === 'on').length).toBeGreaterThanOrEqual(40);
});

test.each(examples)('%s: %s', (label, said) => {
  expect(callsItOff(said) ? 'off' : 'on').toBe(label);
});

test('none of them takes consent back: whoever needs nothing may need something next year', () => {
  expect(examples.filter(([, said]) => heardConsent(said) === 'stop')).toEqual([]);
});

test('a long story is never taken for it', () => {
  expect(callsItOff(`never mind, ${'thanks, '.repeat(20)}`)).toBe(false);
});
