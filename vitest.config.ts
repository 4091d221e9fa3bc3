/** How the tests run: real processes, two at a time, one PostgreSQL for all of them (tests/support/postgres.ts). */
import { defineConfig } from 'vitest/config';
import { isLostTypeQuery } from './src/platform/database/lost-type-query.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['tests/support/postgres.ts'],
    pool: 'forks',
    // Two: the machines that run this have two cores, and the database server wants a share of them as well.
    maxWorkers: 2,
    // 20 s: a test takes milliseconds; this leaves room for a loaded machine and still ends a hanging test.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 20_000,
    // The service outlives these as well (src/main.ts); every other unhandled error fails the run.
    onUnhandledError: (error) => (isLostTypeQuery(error) ? false : undefined),
  },
});
