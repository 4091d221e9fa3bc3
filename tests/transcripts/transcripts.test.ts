/**
 * Every transcript plays as it is written. `UPDATE=1 vitest run tests/transcripts` (or `-u`) rewrites them: read the diff,
 * it is what customers will see.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { play } from './player.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const isUpdating =
  process.env.UPDATE === '1' || process.argv.some((argument) => argument === '-u' || argument === '--update');
const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));

describe('transcripts', () => {
  test.each(names)('%s', (name) => {
    const path = folder + name;
    const written = readFileSync(path, 'utf8');
    const played = play(written);
    if (isUpdating && played !== written) writeFileSync(path, played);
    else expect(played).toBe(written);
  });

  test('a line that nobody understands is refused', () => {
    expect(() => play('WORLD   paid\nONWER   hello\n')).toThrow('not a line of a transcript');
  });
});
