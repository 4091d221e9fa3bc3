/** The yardstick of the inbound bench: the service's own statements, one transaction a text, written for pgbench. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { readAndLock, readBlockedLanes } from '../../../src/conversations/sql/read.ts';
import type { Writes } from '../../../src/conversations/sql/rows.ts';
import { writeAll } from '../../../src/conversations/sql/write.ts';
import { ONBOARDING_NUMBER } from '../support/service.ts';
import { OWNERS } from './owners.ts';
import { sampleWrites } from './sample.ts';

/** Stands in a JSON parameter where pgbench puts a fresh 12-digit number. */
const FRESH = '111111111111';
/** Stands where pgbench puts the owner's number, 12 digits beginning with 1000. */
const OWNER = '100000000000';

/** Writes the script. Statements and row shapes are taken from the service itself, so they cannot drift apart. */
export async function writeSameSql(folder: string, url: string): Promise<string> {
  const statements = await capture(url);
  const file = join(folder, 'inbound.sql');
  await writeFile(
    file,
    [
      `\\set owner random(0, ${OWNERS - 1})`,
      '\\set key 100000000000 + :owner',
      '\\set phone 447700900000 + :owner',
      '\\set fresh random(100000000000, 999999999999)',
      'BEGIN;',
      ...statements.map((statement) => `${statement};`),
      'COMMIT;',
      '',
    ].join('\n'),
  );
  return file;
}

interface Captured {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** Lets the service's own functions run against the database in a transaction that is rolled back, and listens. */
async function capture(url: string): Promise<string[]> {
  const captured: Captured[] = [];
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: { role: 'jobrun_engine' },
    debug: (_connection, text, parameters) => captured.push({ text, parameters }),
  });
  try {
    await sql
      .begin(async (tx) => {
        const queries = tx as unknown as postgres.Sql;
        await readAndLock(queries, [requestOf()], ONBOARDING_NUMBER);
        await readBlockedLanes(queries, [`${ONBOARDING_NUMBER}>${phone}`]);
        await writeAll(queries, writesOf());
        throw new RolledBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
  } finally {
    await sql.end();
  }
  return captured
    .filter(({ text }) => /^\s*(WITH|SELECT)/.test(text) && !text.includes('pg_type'))
    .map(inline);
}

class RolledBack extends Error {}

const phone = '+447700900000';

function requestOf() {
  const [our, their] = [ONBOARDING_NUMBER, phone];
  return { i: 0, provider: 'twilio', event_id: `SM${FRESH}`, our, their, org: null, owner: false };
}

function writesOf(): Writes {
  return sampleWrites({ fresh: FRESH, owner: OWNER, ourNumber: ONBOARDING_NUMBER, phone });
}

/** Puts the parameters into the text; what differs from text to text becomes a variable of pgbench. */
function inline({ text, parameters }: Captured): string {
  // On one line a comment would swallow what follows it.
  const bare = text.replace(/--[^\n]*/g, '');
  const inlined = bare.replace(/\$(\d+)/g, (_, n: string) => literal(String(parameters[Number(n) - 1])));
  return inlined.replace(/\s+/g, ' ').trim();
}

function literal(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  const varied = quoted
    // pgbench takes every ":name" for a variable, inside quotes as well.
    .replace(/:(?=\w)/g, ":' || '")
    .replaceAll(FRESH, "' || :fresh::bigint || '")
    .replaceAll(OWNER, "' || :key::bigint || '")
    .replaceAll('bench-0', "bench-' || :owner::bigint || '")
    .replaceAll(phone, "+' || :phone::bigint || '");
  return varied === quoted ? quoted : `(${varied})`;
}
