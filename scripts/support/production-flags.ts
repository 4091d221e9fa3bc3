/** How `npm start` runs Node, for everything that starts the compiled service by itself: read there, so that they cannot differ. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/root.ts';

/**
 * `--heap-growing-percent=100`: V8 lets a small heap grow to four times what lives in it before it collects; on a machine
 * with much memory a node took 310 MB for 60 MB of objects. Twice, with a young generation of 16 MiB instead of 8 that
 * pays for it: 215 MB, and no slower (docs/SCALING.md).
 */
export const PRODUCTION_FLAGS: readonly string[] = flagsOf(
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')),
);

function flagsOf({ scripts }: { readonly scripts: Readonly<Record<'start', string>> }): string[] {
  const [command, ...rest] = scripts.start.split(' ');
  const file = rest.findIndex((word) => !word.startsWith('--'));
  if (command !== 'node' || file < 0)
    throw new Error('package.json: "start" is no longer `node [flags] file`');
  return rest.slice(0, file);
}
