/** The database roles and the two row-level policies that every tenant table carries. */
import { sql } from 'drizzle-orm';
import { pgPolicy, pgRole } from 'drizzle-orm/pg-core';

/** Webhooks and background work: every organization's rows, but owns no tenant table and may not change the schema. */
export const engineRole = pgRole('jobrun_engine').existing();
/** Pages and the API: one organization's rows, named by `app.org_id` for the length of a transaction. */
export const tenantRole = pgRole('jobrun_tenant').existing();
/** Operators' SQL (the runbook views): every organization's rows. */
export const operatorRole = pgRole('jobrun_operator').existing();

/** The policies of a table with an `org_id`. Row security is also FORCEd on each (drizzle/0001). */
export function tenantPolicies(table: string) {
  return [
    pgPolicy(`${table}_engine`, {
      for: 'all',
      to: [engineRole, operatorRole],
      using: sql`true`,
      withCheck: sql`true`,
    }),
    pgPolicy(`${table}_tenant`, {
      for: 'all',
      to: tenantRole,
      using: sql`org_id = current_setting('app.org_id', true)`,
      withCheck: sql`org_id = current_setting('app.org_id', true)`,
    }),
  ];
}
