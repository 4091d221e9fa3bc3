/** `npm run keys`: an operator makes, sees and revokes keys; the key itself is shown once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../scripts/support/run-script.ts';
import { admitKey } from '../../src/identity/index.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

/** 60 s: each command is a process of its own. */
const LONG = 60_000;
let db: TestDatabase;
beforeAll(async () => {
  db = await cloneDatabase();
  await db.sql`INSERT INTO organizations (id, owner_phone, owner_phone_as_written) VALUES ('ada', '+447700900520', '+447700900520')`;
});
afterAll(() => db?.drop());

const keys = (...args: string[]) => runScript('keys', { args, env: { DATABASE_URL: db.url } });
const admit = (key: string) =>
  admitKey(db.engine, { authorization: `Bearer ${key}`, now: new Date(), requestsPerMinute: 10 });

test('create prints the key alone, list shows its beginning only, revoke ends it', {
  timeout: LONG,
}, async () => {
  const made = await keys(
    'create',
    '--org',
    'ada',
    '--name',
    'reminders',
    '--scopes',
    'calls:write, batches:read',
  );
  const key = made.stdout.trim();
  expect(made).toMatchObject({ exitCode: 0, stdout: `${key}\n` });
  expect(made.stderr).toBe('It is shown this once. ada may use it for: calls:write, batches:read.\n');
  expect(await admit(key)).toMatchObject({ orgId: 'ada', scopes: ['calls:write', 'batches:read'] });
  const listed = (await keys('list', '--org', 'ada')).stdout;
  expect(listed).toMatch(/jrk_\S{8}… \| ada +\| reminders \| calls:write batches:read/);
  expect(listed).not.toContain(key);
  const prefix = key.slice(0, 12);
  expect((await keys('revoke', `${prefix}…`)).stdout).toBe(`${prefix} is revoked.\n`);
  expect(await admit(key)).toEqual({ kind: 'unknown' });
});

test('what cannot be done is said in a sentence', { timeout: LONG }, async () => {
  const [nobody, scope, prefix] = await Promise.all([
    keys('create', '--org', 'nobody', '--name', 'x'),
    keys('create', '--org', 'ada', '--name', 'x', '--scopes', 'calls:write,everything'),
    keys('revoke', 'jrk_nothing1'),
  ]);
  expect(nobody).toMatchObject({ exitCode: 1, stdout: '', stderr: 'There is no organization nobody.\n' });
  expect(scope.stderr).toBe(
    '"everything" is not a scope; there are: calls:write, calls:read, batches:write, batches:read.\n',
  );
  expect(prefix).toMatchObject({ exitCode: 1, stderr: 'There is no key jrk_nothing1.\n' });
});
