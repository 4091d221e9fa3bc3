/** How a script begins and ends: with a sentence instead of a stack where an operator can act on it. */
import { ConfigError } from '../../src/platform/config/index.ts';

/** What is wrong and what to do about it, for the person at the terminal. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Runs the script; whatever it throws goes to standard error, and the exit code is 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isExpected = error instanceof ScriptError || error instanceof ConfigError;
    console.error(isExpected ? error.message : error);
    process.exitCode = 1;
  }
}
