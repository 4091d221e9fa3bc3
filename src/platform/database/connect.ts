/** Connections to PostgreSQL. One driver path for every server, embedded or not. */
import postgres from 'postgres';
import { dialler, endAll, type OpenSockets } from './sockets.ts';

/** A pool, or one of its connections inside a transaction. */
export type Sql = postgres.Sql;
export type Transaction = postgres.TransactionSql;
/** What a verb needs to run a query: the pool or a transaction. */
export type Queries = Sql | Transaction;

export type DatabaseRole = 'jobrun_engine' | 'jobrun_tenant' | 'jobrun_operator';

export interface ConnectOptions {
  readonly url: string;
  /** Who the connection becomes: the service never works as the owner of its tables. Unset: the login itself. */
  readonly role?: DatabaseRole;
  readonly max: number;
  readonly applicationName: string;
  /** Statements that run longer are cancelled by the server, in milliseconds. Unset: never. */
  readonly statementTimeoutMs?: number;
  /** More settings of the session, such as the planner's. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** 5 s: Twilio gives up after 15 s in all, so a door that cannot reach the database must know in time to spool. */
const CONNECT_TIMEOUT_S = 5;
/** 1 s at most between two tries: texts are waiting on disk for the database to come back. */
const MAX_BACKOFF_S = 1;

const openSockets = new WeakMap<Sql, OpenSockets>();

export function connect(options: ConnectOptions): Sql {
  const sockets: OpenSockets = new Set();
  const sql = postgres(options.url, {
    max: options.max,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: 0,
    backoff: (attempt: number) => Math.min(MAX_BACKOFF_S, 0.05 * 2 ** attempt),
    onnotice: () => {},
    connection: {
      application_name: options.applicationName,
      ...(options.role ? { role: options.role } : {}),
      ...options.settings,
      ...(options.statementTimeoutMs ? { statement_timeout: options.statementTimeoutMs } : {}),
    },
    ...dialler(sockets),
  });
  openSockets.set(sql, sockets);
  return sql;
}

/**
 * Ends every connection of a pool at once; the pool makes new ones when it is asked. For a server that has stopped
 * answering without saying goodbye: TCP itself would wait up to a quarter of an hour. Resolves when they are gone.
 */
export async function hangUp(sql: Sql): Promise<void> {
  await endAll(openSockets.get(sql) ?? new Set());
}
