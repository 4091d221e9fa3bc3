/** The two documents about the environment, made from the rules themselves, so that they cannot tell anything else. */
import { ConfigError, loadConfig, type VariableName, variables } from '../../src/platform/config/index.ts';

interface Documented {
  readonly name: VariableName;
  readonly required: 'yes' | 'in production' | 'no';
  /** As it would be written into an environment; empty when there is none. */
  readonly byDefault: string;
  readonly meaning: string;
}

export function documentVariables(): Documented[] {
  const always = missingIn({});
  const inProduction = missingIn({ NODE_ENV: 'production' });
  return namesInOrder().map((name) => ({
    name,
    required: always.has(name) ? 'yes' : inProduction.has(name) ? 'in production' : 'no',
    byDefault: defaultOf(name),
    meaning: variables[name].description ?? '',
  }));
}

/** What the service itself says is missing; so a rule over several variables is documented as well. */
function missingIn(env: NodeJS.ProcessEnv): ReadonlySet<string> {
  try {
    loadConfig(env);
    return new Set();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return new Set(error.problems.flatMap((problem) => /^(\w+) is missing$/.exec(problem)?.[1] ?? []));
  }
}

function defaultOf(name: VariableName): string {
  const parsed = variables[name].safeParse(undefined);
  return parsed.success && parsed.data !== undefined ? String(parsed.data) : '';
}

/** Safe because `Object.keys` of a constant object without index signature gives just its keys. */
function namesInOrder(): VariableName[] {
  return Object.keys(variables) as VariableName[];
}

export function envExample(): string {
  const entries = documentVariables().map(({ name, required, byDefault, meaning }) => {
    const isRequired = required === 'yes';
    const comment = `# ${withoutMarks(meaning)}${isRequired ? ' Required.' : ''}`;
    return `${comment}\n${isRequired ? `${name}=` : `# ${name}=${byDefault}`}\n`;
  });
  return `# Every variable that the service reads; those behind a # have the default that stands there, or none.
# Copy it to .env, fill in what is required and check it: npm run env:check -- --env-file .env
# The service reads its process's environment: node --env-file=.env dist/src/main.js
# Written by scripts/env-docs.ts.

${entries.join('\n')}`;
}

export function productionEnv(): string {
  const rows = documentVariables().map(
    ({ name, required, byDefault, meaning }) =>
      `| \`${name}\` | ${required} | ${byDefault === '' ? '–' : `\`${byDefault}\``} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return `# The environment of the service

Every variable that the service reads. A variable that is missing or wrong stops the start with the full list of what
is wrong; no value is ever printed. \`npm run env:check\` makes the same check without starting anything, and looks at
the database URLs as well: swapped, without \`sslmode=require\` on another machine, a pooler where none may be.

An empty value counts as unset. This page is written by \`npx tsx scripts/env-docs.ts\` from
\`src/platform/config/variables.ts\`; a test holds them equal.

| Variable | Required | Default | Meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}

function withoutMarks(markdown: string): string {
  return markdown.replaceAll('`', '');
}
