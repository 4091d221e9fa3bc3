/** drizzle-kit's `push` as a process of its own. Its programmatic twin in 0.31 loses the parameters of its queries. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { packageRoot } from '../../src/platform/root.ts';

export interface Pushed {
  readonly isDone: boolean;
  /** What it said it would do, and did. */
  readonly output: string;
}

/**
 * It always lists some keys anew (it compares the order of their columns); to do that again is harmless. Its exit code
 * is 0 even when it gave up before a question, so what it says in the end decides.
 */
export function runDrizzlePush(url: string, options: { mayLoseData: boolean }): Promise<Pushed> {
  const config = 'scripts/support/drizzle-push.config.ts';
  const tool = join(packageRoot, 'node_modules', 'drizzle-kit', 'bin.cjs');
  const args = [tool, 'push', '--config', config, '--verbose', ...(options.mayLoseData ? ['--force'] : [])];
  const child = spawn(process.execPath, args, {
    cwd: packageRoot,
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (piece: Buffer) => {
    said += piece.toString();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const output = withoutSpinner(said);
      resolve({ isDone: /Changes applied|No changes detected/.test(output), output });
    });
  });
}

function withoutSpinner(said: string): string {
  return stripVTControlCharacters(said)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*\[.\] Pulling/u.test(line))
    .join('\n');
}
