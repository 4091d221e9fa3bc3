/** The price stands in the configuration and nowhere else: whoever changes it changes every text and page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/platform/root.ts';

/** £29, £29.00, 29.00, 2900, 2_900, 29 GBP: however somebody would write it. */
const PRICE = /£\s?29\b|\b29\.00\b|\b2_?900\b|\b29\s?(?:GBP|pounds?)\b|&pound;\s?29\b/i;

const filesWithPrice = ['src', 'machines']
  .flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  .filter((file) => /\.(tsx?|css|md)$/.test(file))
  .filter((file) => {
    // Comments explain with examples; only code can say a wrong price.
    const code = readFileSync(join(packageRoot, file), 'utf8').replaceAll(
      /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm,
      '',
    );
    return PRICE.test(code);
  });

test('only the default of the configuration names the price', () => {
  expect(filesWithPrice).toEqual(['src/platform/config/variables.ts']);
});

test.each(['£29', '£29.00', '29.00', '2900', '2_900', '29 pounds'])('%s would be found', (written) => {
  expect(PRICE.test(`const text = 'It costs ${written} a month';`)).toBe(true);
});
