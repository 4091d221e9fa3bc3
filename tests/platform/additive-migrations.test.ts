/** A rolling upgrade: the version before still runs beside the new one, so a migration may add and must not take away. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/platform/root.ts';

/** The last migration of the last release; those after it are judged. A release moves it on and empties the list below. */
const RELEASED = 9;

/** What a version that knows nothing of it could trip over. */
const TAKEN_AWAY = [
  /\bDROP (?:TABLE|COLUMN|VIEW|SCHEMA|INDEX|CONSTRAINT|IDENTITY|DEFAULT|SEQUENCE)\b(?: IF EXISTS)?(?:\s+[\w".%]+)?/gi,
  /\bDROP (?:FUNCTION|TRIGGER|POLICY)\s+[\w".%]+/gi,
  /\bALTER COLUMN\s+[\w"]+\s+(?:SET DATA )?TYPE\b/gi,
  /\bALTER COLUMN\s+[\w"]+\s+SET NOT NULL\b/gi,
  /\bRENAME (?:COLUMN\s+[\w"]+\s+)?TO\s+[\w"%]+/gi,
  /\bSET SCHEMA\s+\w+/gi,
  /\bADD COLUMN\s+(?:(?!\bDEFAULT\b|,|;)[\s\S])*\bNOT NULL\b(?![^,;]*\bDEFAULT\b)/gi,
];

/** Each with why a version that runs beside it does not mind. */
const JUSTIFIED: Readonly<Record<string, string>> = {
  '0012_partitions: DROP TABLE by_month.%I':
    'in a function: months that are older than the configured retention',
  '0012_partitions: DROP IDENTITY':
    'the same numbers come from a default; an INSERT without an id is as before',
  '0012_partitions: DROP CONSTRAINT transitions_pkey':
    'replaced in the same statement by the key with the month in it',
  '0012_partitions: DROP CONSTRAINT IF EXISTS %I': 'a check that an operator made for the upgrade alone',
  '0012_partitions: DROP INDEX messages_retry_of':
    'an older node cannot promise the second try of an undelivered text during the upgrade; docs/SCALING.md says so',
  '0012_partitions: SET SCHEMA by_month':
    'a table with the same name, columns, rights and policies takes its place',
  '0012_partitions: RENAME TO %I': 'the table that became the first partition, and its indexes',
  '0012_partitions: DROP POLICY %I': 'of that partition, which nobody may look into any more',
  '0018_batch_import_lease: DROP CONSTRAINT "call_batches_status"':
    'made again in the next statement with one status more, which the version before never writes',
  '0019_batch_phones: DROP INDEX "batch_recipients_phone"':
    'made again in the next statement, over more rows, none of which the version before writes twice',
};

function takenAway(name: string, script: string): string[] {
  const bare = script.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
  return TAKEN_AWAY.flatMap((pattern) =>
    [...bare.matchAll(pattern)].map(([found]) => `${name}: ${found.replace(/\s+/g, ' ')}`),
  );
}

test('no migration since the last release takes anything away without a reason', async () => {
  const folder = join(packageRoot, 'drizzle');
  const files = (await readdir(folder)).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort();
  const young = files.filter((file) => Number(file.slice(0, 4)) > RELEASED);
  const found: string[] = [];
  for (const file of young)
    found.push(...takenAway(file.replace('.sql', ''), await readFile(join(folder, file), 'utf8')));
  expect([...new Set(found)].sort()).toEqual(Object.keys(JUSTIFIED).sort());
});

test.each([
  'ALTER TABLE "outbox" DROP COLUMN "delivery_status";',
  'DROP TABLE messages;',
  'ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE text;',
  'ALTER TABLE a ALTER COLUMN b TYPE text',
  'ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL;',
  'ALTER TABLE "a" ADD COLUMN "b" text NOT NULL;',
  'ALTER TABLE "a" RENAME COLUMN "b" TO "c";',
  'ALTER TABLE "a" RENAME TO "b";',
])('%s is noticed', (statement) => {
  expect(takenAway('x', statement)).toHaveLength(1);
});

test.each([
  'ALTER TABLE "a" ADD COLUMN "b" text;',
  'ALTER TABLE "a" ADD COLUMN "b" boolean DEFAULT true NOT NULL;',
  "ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT '';",
  'CREATE TABLE "a" ("b" text NOT NULL);',
  '-- DROP TABLE a',
])('%s is not', (statement) => {
  expect(takenAway('x', statement)).toEqual([]);
});
