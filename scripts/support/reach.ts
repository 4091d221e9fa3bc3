/** Is the database there, and is it ours? What is the matter with it otherwise, in a sentence, and what to do about it. */
import { isDatabaseAway, type Sql } from '../../src/platform/database/index.ts';
import { ScriptError } from './run.ts';

export interface Trouble {
  readonly what: string;
  readonly remedy: string;
}

/** The password, the login, the database: PostgreSQL manual, appendix A. */
const REFUSALS = ['28P01', '28000', '3D000'];
/** What connecting as a role that does not exist is answered: the first migration makes ours. */
const NO_ROLE = '22023';
/** Our roles are the server's, so one that has another database of ours lets us in and has no table. */
const NO_TABLE = '42P01';

/** Null: it is there and ours. Tells the code and not the message: some drivers' messages repeat the address with its password. */
export async function reach(sql: Sql): Promise<Trouble | null> {
  try {
    await sql`SELECT FROM organizations LIMIT 1`;
    return null;
  } catch (error) {
    return troubleOf(error);
  }
}

/** For a script that cannot go on without it. */
export async function mustReach(sql: Sql): Promise<void> {
  const trouble = await reach(sql);
  if (trouble) throw toError(trouble);
}

/** A failure of the database as a sentence for the terminal; anything else as it is. */
export function asScriptError(error: unknown): unknown {
  return isDatabaseAway(error) || REFUSALS.includes(codeOf(error)) ? toError(troubleOf(error)) : error;
}

function toError({ what, remedy }: Trouble): ScriptError {
  return new ScriptError(`${what}\n→ ${remedy}`);
}

function troubleOf(error: unknown): Trouble {
  const code = codeOf(error);
  if (code === NO_ROLE || code === NO_TABLE) {
    return { what: 'The database has no tables of ours yet.', remedy: 'npm run db:migrate' };
  }
  const verb = REFUSALS.includes(code) ? 'lets nobody in like this' : 'cannot be reached';
  return {
    what: `The database ${verb} (${code}).`,
    remedy: 'is the server up, and DATABASE_URL right? npm run env:check',
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
