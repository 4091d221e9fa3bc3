/** The runbook names the log lines that the code writes, and commands that exist. */
import { glob, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { checks } from '../../src/health/index.ts';
import { registry } from '../../src/platform/metrics/index.ts';

const runbook = await readFile('docs/RUNBOOK.md', 'utf8');

/** The first cell of each row of the section about logs. */
const listed = [
  ...(runbook.split('## Logs')[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([\w.*-]+)` \|/gm),
].map(([, prefix]) => prefix ?? '');

/** The messages of all log calls: their second argument, after an object or a name. */
async function loggedMessages(): Promise<string[]> {
  const messages: string[] = [];
  for await (const file of glob('src/**/*.{ts,tsx}')) {
    if (file.startsWith('src/simulator/')) continue;
    const source = await readFile(file, 'utf8');
    for (const [, message] of source.matchAll(
      /'((?:api|twilio|stripe|engine|outbox|spool|queue|ticker|numbers|service)\.[a-z_-]+)(?: [^']*|, [^']*)?'/g,
    )) {
      if (message && !/\.(?:css|js|ts)$/.test(message)) messages.push(message);
    }
  }
  return messages;
}

const covers = (prefix: string, message: string) =>
  prefix.endsWith('.*') ? message.startsWith(prefix.slice(0, -1)) : message === prefix;

test('every line that the code writes has a prefix in the table', async () => {
  const unknown = (await loggedMessages()).filter((one) => !listed.some((prefix) => covers(prefix, one)));
  expect(unknown).toEqual([]);
});

test('every prefix of the table is written by the code', async () => {
  const messages = await loggedMessages();
  const unused = listed.filter(
    (prefix) => prefix !== 'alert' && !messages.some((one) => covers(prefix, one)),
  );
  expect(unused).toEqual([]);
  expect(listed.length).toBeGreaterThan(10);
});

test('every npm command of the runbook exists', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...runbook.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('every alert of a check, and every series of ours, stands in its table', () => {
  expect(checks.map(({ name }) => name).filter((name) => !runbook.includes(`\`${name}\``))).toEqual([]);
  const named = [...runbook.matchAll(/`((?:jobrun|http)_[a-z_]+\*?)`/g)].map(([, name]) => name ?? '');
  const isNamed = (one: string) =>
    named.some((name) => (name.endsWith('*') ? one.startsWith(name.slice(0, -1)) : one === name));
  const series = registry.getMetricsAsArray().map(({ name }) => name);
  expect(series.filter((one) => !isNamed(one))).toEqual([]);
  expect(series.length).toBeGreaterThan(15);
});
