/** Reads the environment once, at the start: everything that is wrong is named together, and no value is printed. */
import { z } from 'zod';
import { type Variables, variables } from './variables.ts';

export type Config = Readonly<Variables>;

/** Thrown when the service must not start. Its message is the whole list, one line a variable, without any value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Parses an environment. Throws `ConfigError` naming every variable that is missing or wrong. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = z.object(variables).safeParse(withoutEmpty(withAliases(env)));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(describeIssue));
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(parsed.data);
}

/** A part of the configuration for a script that needs only some variables; the rest may be missing. */
export function loadVariables<Name extends keyof Variables>(
  env: NodeJS.ProcessEnv,
  names: readonly Name[],
): Pick<Variables, Name> {
  const shape = Object.fromEntries(names.map((name) => [name, variables[name]])) as {
    [K in Name]: (typeof variables)[K];
  };
  const parsed = z.object(shape).safeParse(withoutEmpty(withAliases(env)));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(describeIssue));
  return parsed.data as Pick<Variables, Name>;
}

function withAliases(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PUBLIC_BASE_URL: env.PUBLIC_BASE_URL || env.NEXT_PUBLIC_APP_URL };
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(entries);
}

/** Zod's messages quote no input for these rules; "received undefined" becomes "is missing". */
function describeIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  const isMissing = issue.code === 'invalid_type' && /undefined/.test(issue.message);
  return isMissing || issue.message === 'Required' ? `${name} is missing` : `${name}: ${issue.message}`;
}

/** Rules over several variables. Each is a way to be insecure by accident. */
function contradictions(config: Variables): string[] {
  const problems: string[] = [];
  if (config.NODE_ENV !== 'production') return problems;
  if (!config.TWILIO_VALIDATE_SIGNATURE)
    problems.push('TWILIO_VALIDATE_SIGNATURE must be true in production');
  if (!config.TWILIO_WEBHOOK_AUTH_TOKEN?.length) problems.push('TWILIO_WEBHOOK_AUTH_TOKEN is missing');
  for (const name of ['TWILIO_API_BASE_URL', 'STRIPE_API_BASE_URL'] as const) {
    if (config[name] && !config.ALLOW_API_BASE_URL) {
      problems.push(`${name} is refused in production unless ALLOW_API_BASE_URL=true`);
    }
  }
  return problems;
}
