/** `listContacts`: everybody an organization knows. */
import type { Queries } from '../platform/database/index.ts';

export interface Contact {
  readonly phone: string;
  readonly name: string | null;
  readonly is_ignored: boolean;
}

export async function listContacts(sql: Queries, orgId: string): Promise<readonly Contact[]> {
  return await sql<Contact[]>`
    SELECT phone, name, is_ignored FROM contacts WHERE org_id = ${orgId} ORDER BY name NULLS LAST, phone`;
}
