/** `npm run env:check`: would the service start with this environment? Names everything that is wrong, prints no value. */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Command } from 'commander';
import { ConfigError, loadConfig, variables } from '../src/platform/config/index.ts';
import { databaseUrlProblems } from './support/database-url.ts';
import { run, ScriptError } from './support/run.ts';

const { envFile } = new Command()
  .name('env-check')
  .description('Checks every variable that the service reads. Exits 1 and names what is missing or wrong.')
  .option('--env-file <file>', 'look at the variables of this file instead of the environment')
  .parse()
  .opts<{ envFile?: string }>();

await run(async () => {
  const env = envFile === undefined ? process.env : readEnvFile(envFile);
  const problems = [...configProblems(env), ...databaseUrlProblems(env)];
  // A misspelt name is not missed by anybody else: the default is taken in silence.
  for (const name of envFile === undefined ? [] : unknownNames(env)) {
    console.log(`note: ${name} is not read by the service`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const set = Object.keys(variables).filter((name) => env[name]?.trim());
  console.log(
    `The environment is complete: ${set.length} of ${Object.keys(variables).length} variables set.`,
  );
});

function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ScriptError(`${file} cannot be read`, { cause: error });
  }
}

function configProblems(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function unknownNames(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter((name) => !Object.hasOwn(variables, name) && name !== 'NEXT_PUBLIC_APP_URL');
}
