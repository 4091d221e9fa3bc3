/** Tells "the database is away" from every other error: only then may a door spool instead of failing. */

/** Errors of the driver and of Node when there is no server or it went while we talked. */
const DRIVER_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

/**
 * SQLSTATEs of a server that goes down, comes up or is full: class 08, 57P01–57P03 (shutdown, crash, starting),
 * 53300 (too many connections), 25006 (a standby was promoted elsewhere: read-only), 57014 and 55P03 (our own
 * statement and lock time-outs: it hangs, and a door cannot wait). PostgreSQL manual, appendix A.
 */
const SQLSTATES = /^(08...|57P0[1-3]|53300|25006|57014|55P03)$/;

/** Is this an error of a database that cannot be reached, rather than one of the statement? */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (DRIVER_CODES.has(code) || SQLSTATES.test(code));
}

/** The statement lost against another transaction and may simply be done again: 40001, 40P01, 23505. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(codeOf(error) ?? '');
}

/** Is the connection itself gone? Unlike an error that the server sent, after which it still listens. */
export function isConnectionLost(error: unknown): error is Error {
  return error instanceof Error && DRIVER_CODES.has(codeOf(error) ?? '');
}

/** The error of a connection that we gave up ourselves. */
export function connectionLost(message = 'the connection to the database was lost'): Error {
  return Object.assign(new Error(message), { code: 'CONNECTION_CLOSED' });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
