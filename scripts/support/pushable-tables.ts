/**
 * The tables that `npm run db:push` may change: all but the two that are partitioned, which drizzle-kit can neither see
 * in a database nor make. A change of those wants a migration.
 */
export * from '../../src/tables/index.ts';

/** A name that is exported here hides the one from there. */
export const messages = null;
export const transitions = null;
