/** Would the service start with this environment? The same check as `npm run env:check`. */
import type { Finding } from '../../src/health/index.ts';
import { ConfigError, loadConfig } from '../../src/platform/config/index.ts';
import { databaseUrlProblems } from '../support/database-url.ts';

export function findConfigProblems(env: NodeJS.ProcessEnv): Finding | null {
  const problems = [...configProblems(env), ...databaseUrlProblems(env)];
  if (problems.length === 0) return null;
  return {
    severity: 'error',
    what: 'The service would not start with this environment.',
    remedy: 'docs/PRODUCTION_ENV.md; npm run env:check',
    count: problems.length,
    examples: problems,
  };
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
