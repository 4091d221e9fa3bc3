/** May this node be given work? Asked every few seconds by whoever routes to it. */
import { pendingMigrations, type Sql } from '../platform/database/index.ts';

export interface Readiness {
  readonly isReady: boolean;
  /** What was looked at, and how it is: the reason in one word each. */
  readonly checks: Readonly<Record<string, string>>;
}

export interface ReadinessTools {
  readonly sql: Sql;
  /** Something waits on this node's disk. It may still be given work: its doors go on taking. */
  readonly isSpooling: () => boolean;
  readonly isStopping: () => boolean;
}

/** 2 s: an orchestrator asks every few seconds and gives up after one or two of its own. */
const PATIENCE_MS = 2_000;

/** Never rejects. Migrations only go forward, so once they are all there they are not asked about again. */
export function createReadiness({ sql, isSpooling, isStopping }: ReadinessTools): () => Promise<Readiness> {
  let areApplied = false;
  const look = async () => {
    if (areApplied) await sql`SELECT 1`;
    else areApplied = (await pendingMigrations(sql)).length === 0;
    return areApplied ? 'applied' : 'pending';
  };
  return async () => {
    const migrations = await within(PATIENCE_MS, look()).catch(() => null);
    const isStopped = isStopping();
    return {
      isReady: migrations === 'applied' && !isStopped,
      checks: {
        database: migrations === null ? 'away' : 'ok',
        migrations: migrations ?? 'unknown',
        spool: isSpooling() ? 'waiting' : 'empty',
        service: isStopped ? 'stopping' : 'running',
      },
    };
  };
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${ms} ms`)), ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
