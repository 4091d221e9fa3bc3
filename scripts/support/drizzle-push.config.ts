/** What `npm run db:push` tells drizzle-kit; a file, because a URL on its command line could be read in the list of processes. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './scripts/support/pushable-tables.ts',
  schemaFilter: ['public'],
  dbCredentials: { url: process.env.DATABASE_URL ?? '' },
});
