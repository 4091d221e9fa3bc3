/** What somebody at the terminal is told who gets a command wrong, and who ends the demo. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { packageRoot } from '../../src/platform/root.ts';

/** 60 s: each run is a process of its own. */
const LONG = 60_000;

test.each([
  ['demo', ['--nodes', 'many'], 'must be a whole number from 1 to 9'],
  ['demo', ['--port', '0'], 'must be a whole number from 1 to 65535'],
  ['demo', ['--lie'], "unknown option '--lie'"],
  ['keys', ['make'], "unknown command 'make'"],
  ['keys', ['create'], "required option '--org <id>' not specified"],
  ['timeline', [], "missing required argument 'phone'"],
])('%s %j: what is wrong, and what there is', { timeout: LONG }, async (name, args, sentence) => {
  const { exitCode, stdout, stderr } = await runScript(name, { args });
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain(sentence);
  expect(stderr).toMatch(new RegExp(`^Usage: ${name} `, 'm'));
});

test('Ctrl-C, which reaches the database as well, ends the demo without a word of errors', {
  timeout: LONG,
}, async () => {
  const taken = await freePort();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'scripts/demo.ts', '--port', String(taken)],
    // A group of its own, as a shell gives it to what it runs: the signal goes to all of it.
    { cwd: packageRoot, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: withoutDatabase() },
  );
  let said = '';
  const isOpen = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
      if (said.includes('Ctrl-C ends everything')) isOpen.resolve();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => isOpen.reject(new Error(said)));
  await isOpen.promise;
  process.kill(-(child.pid ?? 0), 'SIGINT');
  expect(await ended).toBe(0);
  expect(said).toMatch(/Ctrl-C ends everything\.\n\n\nEnding everything …\n$/);
});

function withoutDatabase(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _given, LOG_LEVEL: _level, ...env } = process.env;
  return env;
}
