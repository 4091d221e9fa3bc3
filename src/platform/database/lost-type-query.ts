/**
 * The driver asks for the array types on every new connection, and nobody hears it when that connection breaks in the
 * middle (postgres.js, `fetchArrayTypes`): an unhandled rejection, which would end the process. Whoever wanted the
 * connection is told by a rejection of their own.
 */

/** Recognised by its words: they are the driver's own, no query of ours reads them so. */
export function isLostTypeQuery(error: unknown): boolean {
  const { code, query } = Object(error) as { code?: unknown; query?: unknown };
  return (
    String(code).startsWith('CONNECTION_') &&
    /select b\.oid, b\.typarray\s+from pg_catalog/.test(String(query))
  );
}

/** Lets the process live on after these rejections, and only these: any other still ends it. */
export function outliveLostTypeQueries(tell: (error: unknown) => void): void {
  process.on('unhandledRejection', (error) => {
    if (!isLostTypeQuery(error)) throw error;
    tell(error);
  });
}
