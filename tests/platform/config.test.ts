/** The configuration: complete, or refused with the full list of what is wrong and without any value. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ConfigError,
  loadConfig,
  loadVariables,
  type VariableName,
  variables,
} from '../../src/platform/config/index.ts';

const required = {
  PUBLIC_BASE_URL: 'https://jobrun.example',
  ONBOARDING_NUMBER: '+447700900001',
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
  TWILIO_AUTH_TOKEN: 'auth-token',
  STRIPE_SECRET_KEY: 'sk_test_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
  STRIPE_PRICE_ID: 'price_1',
};
const production = { ...required, NODE_ENV: 'production', TWILIO_WEBHOOK_AUTH_TOKEN: 'new, old' };

const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

test('what is required is enough, and the rest has defaults', () => {
  const config = loadConfig(required);
  expect(config).toMatchObject({ PORT: 3000, ROLE: 'all', BRAND_NAME: 'JobRun', PRICE_PENCE: 2900 });
  expect(config.TWILIO_VALIDATE_SIGNATURE).toBe(true);
  expect(Object.isFrozen(config)).toBe(true);
});

test('everything that is missing is named at once', () => {
  expect(problemsOf({})).toEqual(Object.keys(required).map((name) => `${name} is missing`));
});

test('what is wrong, what is missing and what production forbids stand in one list', () => {
  const problems = problemsOf({
    ...required,
    NODE_ENV: 'production',
    PORT: 'many',
    ONBOARDING_NUMBER: '07700 900001',
    STRIPE_PRICE_ID: '',
    TWILIO_VALIDATE_SIGNATURE: 'false',
    TWILIO_API_BASE_URL: 'http://127.0.0.1:4000',
  });
  expect(problems.map((problem) => problem.split(/[: ]/)[0]).sort()).toEqual([
    ...['ONBOARDING_NUMBER', 'PORT', 'STRIPE_PRICE_ID', 'TWILIO_API_BASE_URL'],
    ...['TWILIO_VALIDATE_SIGNATURE', 'TWILIO_WEBHOOK_AUTH_TOKEN'],
  ]);
});

test('an empty value counts as unset, and blanks around a value are dropped', () => {
  expect(problemsOf({ ...required, TWILIO_AUTH_TOKEN: '  ' })).toEqual(['TWILIO_AUTH_TOKEN is missing']);
  expect(loadConfig({ ...required, PORT: '', TWILIO_AUTH_TOKEN: ' auth-token\n' })).toMatchObject({
    PORT: 3000,
    TWILIO_AUTH_TOKEN: 'auth-token',
  });
});

test('NEXT_PUBLIC_APP_URL is read where PUBLIC_BASE_URL is not set', () => {
  const { PUBLIC_BASE_URL: _, ...rest } = required;
  const alias = { NEXT_PUBLIC_APP_URL: 'https://alias.example/' };
  expect(loadConfig({ ...rest, ...alias }).PUBLIC_BASE_URL).toBe('https://alias.example');
  expect(loadConfig({ ...rest, ...alias, PUBLIC_BASE_URL: ' ' }).PUBLIC_BASE_URL).toBe(
    'https://alias.example',
  );
  expect(loadConfig({ ...required, ...alias }).PUBLIC_BASE_URL).toBe('https://jobrun.example');
});

test('production needs the signature and the webhook token, of which there may be two', () => {
  expect(loadConfig(production).TWILIO_WEBHOOK_AUTH_TOKEN).toEqual(['new', 'old']);
  expect(problemsOf({ ...production, TWILIO_VALIDATE_SIGNATURE: 'false' })).toEqual([
    'TWILIO_VALIDATE_SIGNATURE must be true in production',
  ]);
  expect(problemsOf({ ...production, TWILIO_WEBHOOK_AUTH_TOKEN: ' , ' })).toEqual([
    'TWILIO_WEBHOOK_AUTH_TOKEN is missing',
  ]);
  expect(problemsOf({ ...required, TWILIO_VALIDATE_SIGNATURE: 'false' })).toEqual([]);
});

test.each(['TWILIO_API_BASE_URL', 'STRIPE_API_BASE_URL'])(
  '%s is refused in production unless allowed',
  (name) => {
    const other = { [name]: 'http://127.0.0.1:4000' };
    expect(problemsOf({ ...production, ...other })).toEqual([
      `${name} is refused in production unless ALLOW_API_BASE_URL=true`,
    ]);
    expect(problemsOf({ ...production, ...other, ALLOW_API_BASE_URL: 'true' })).toEqual([]);
    expect(problemsOf({ ...required, ...other })).toEqual([]);
  },
);

test('what an operator connects: https for alerts in production, a long token, headers as OpenTelemetry spells them', () => {
  const plain = { ALERT_WEBHOOK_URL: 'http://chat.example/hook' };
  expect(problemsOf({ ...production, ...plain })).toEqual([
    'ALERT_WEBHOOK_URL must start with https: in production',
  ]);
  expect(problemsOf({ ...required, ...plain })).toEqual([]);
  expect(problemsOf({ ...required, METRICS_TOKEN: 'short' })).toEqual([
    'METRICS_TOKEN: must have at least 16 characters',
  ]);
  const headers = (text: string) =>
    loadConfig({ ...required, OTEL_EXPORTER_OTLP_HEADERS: text }).OTEL_EXPORTER_OTLP_HEADERS;
  expect(headers('key=a%20b, other=100%')).toEqual({ key: 'a b', other: '100%' });
  expect(problemsOf({ ...required, OTEL_EXPORTER_OTLP_HEADERS: 'nothing' })).toHaveLength(1);
});

test('no value is ever part of a message, whatever it is and wherever it stands', () => {
  const names = Object.keys(variables);
  const secret = fc
    .tuple(fc.constantFrom('sk_live_', 'whsec_', 'postgres:/u:', 'http//', '9', '-', ''), fc.base64String())
    .map(([start, rest]) => `${start}${rest}`)
    .filter((value) => value.trim().length >= 12);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), secret, { minKeys: 1 }), (wrong) => {
      const message = problemsOf({ ...required, ...wrong }).join('\n');
      for (const value of Object.values(wrong)) expect(message).not.toContain(value.trim());
    }),
  );
});

test('a script reads its own variables, whatever is wrong with others', () => {
  const names: VariableName[] = ['DATABASE_URL', 'POOL_LOW_WATER'];
  expect(loadVariables({ PORT: 'many' }, names)).toMatchObject({ POOL_LOW_WATER: 3 });
  expect(() => loadVariables({ DATABASE_URL: 'mysql://u:pw@host/db' }, names)).toThrow(
    /DATABASE_URL: must start with postgres/,
  );
});
