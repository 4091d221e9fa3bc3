/** The documents about the environment tell what the configuration's rules tell: the same names, and no value of ours. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentVariables, envExample, productionEnv } from '../../scripts/support/env-documents.ts';
import { loadConfig, variables } from '../../src/platform/config/index.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const names = Object.keys(variables);

test('docs/PRODUCTION_ENV.md lists every variable, and no other', () => {
  const listed = [...read('docs/PRODUCTION_ENV.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(names);
});

test('.env.example lists every variable, and no other', () => {
  const listed = [...read('.env.example').matchAll(/^(?:# )?([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(listed).toEqual(names);
});

test('both are as they would be written today', () => {
  expect(read('.env.example')).toBe(envExample());
  expect(read('docs/PRODUCTION_ENV.md')).toBe(productionEnv());
});

test('every variable has a meaning, and what is required is what the service misses', () => {
  const documented = documentVariables();
  expect(documented.filter(({ meaning }) => meaning === '')).toEqual([]);
  const isRequired = new Set(documented.filter(({ required }) => required === 'yes').map(({ name }) => name));
  expect(() => loadConfig({})).toThrow(new RegExp([...isRequired].join('[^]*')));
  expect(documented.find(({ name }) => name === 'TWILIO_WEBHOOK_AUTH_TOKEN')?.required).toBe('in production');
});
