/** Reads the environment once, at the start: everything that is wrong is named together, and no value is printed. */
import type { z } from 'zod';
import { type VariableName, type Variables, variables } from './variables.ts';

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
  const { values, problems } = readEach(env, everyName());
  const all = [...problems, ...contradictions(values, problems)];
  if (all.length > 0) throw new ConfigError(all);
  return Object.freeze<Variables>(complete(values));
}

/** A part of the configuration for a script that needs only some variables; the rest may be missing. */
export function loadVariables<Name extends VariableName>(
  env: NodeJS.ProcessEnv,
  names: readonly Name[],
): Pick<Variables, Name> {
  const { values, problems } = readEach(env, names);
  if (problems.length > 0) throw new ConfigError(problems);
  return complete(values);
}

interface Reading {
  /** What could be read. */
  readonly values: Partial<Variables>;
  readonly problems: readonly string[];
}

/** One by one, so that what is wrong with one variable does not hide what is wrong with others. */
function readEach(env: NodeJS.ProcessEnv, names: readonly VariableName[]): Reading {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of names) {
    const given = givenValue(env, name);
    const parsed = variables[name].safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else if (given === undefined) problems.push(`${name} is missing`);
    else problems.push(`${name}: ${parsed.error.issues.map(describeIssue).join(', ')}`);
  }
  return { values: complete(values), problems };
}

/** An empty value counts as unset; blanks and line ends around a value come from copying it and are never meant. */
function givenValue(env: NodeJS.ProcessEnv, name: VariableName): string | undefined {
  const own = env[name]?.trim();
  if (own || name !== 'PUBLIC_BASE_URL') return own || undefined;
  return env.NEXT_PUBLIC_APP_URL?.trim() || undefined;
}

/** Zod's messages for these rules say what was expected and the type of what came, never what came. */
function describeIssue(issue: z.core.$ZodIssue): string {
  return issue.message;
}

/** Rules over several variables, each a way to be insecure by accident. A variable that is wrong by itself is not judged twice. */
function contradictions(values: Partial<Variables>, problems: readonly string[]): string[] {
  if (values.NODE_ENV !== 'production') return [];
  const found: string[] = [];
  const isWrong = (name: VariableName) => problems.some((problem) => problem.startsWith(`${name}:`));
  if (values.TWILIO_VALIDATE_SIGNATURE === false)
    found.push('TWILIO_VALIDATE_SIGNATURE must be true in production');
  if (!values.TWILIO_WEBHOOK_AUTH_TOKEN?.length && !isWrong('TWILIO_WEBHOOK_AUTH_TOKEN')) {
    found.push('TWILIO_WEBHOOK_AUTH_TOKEN is missing');
  }
  for (const name of ['TWILIO_API_BASE_URL', 'STRIPE_API_BASE_URL', 'ELEVENLABS_API_BASE_URL'] as const) {
    if (values[name] && !values.ALLOW_API_BASE_URL) {
      found.push(`${name} is refused in production unless ALLOW_API_BASE_URL=true`);
    }
  }
  if (values.ALERT_WEBHOOK_URL?.startsWith('http:')) {
    found.push('ALERT_WEBHOOK_URL must start with https: in production');
  }
  return found;
}

/** Safe because `Object.keys` of a constant object without index signature gives just its keys. */
function everyName(): VariableName[] {
  return Object.keys(variables) as VariableName[];
}

/** Safe because each value was parsed by the rule of its own name, and the callers throw unless all of them were. */
function complete<Complete>(values: Record<string, unknown>): Complete {
  return values as Complete;
}
