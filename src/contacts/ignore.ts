/** `ignoreContact`: marks somebody as never to be texted back, or takes the mark away. */
import type { Queries } from '../platform/database/index.ts';

export interface ContactEntry {
  readonly orgId: string;
  /** E.164. */
  readonly phone: string;
  readonly isIgnored: boolean;
  /** Left out: a name that is known stays. */
  readonly name?: string | null;
  readonly now: Date;
}

export async function ignoreContact(sql: Queries, entry: ContactEntry): Promise<void> {
  const { orgId, phone, isIgnored, name = null, now } = entry;
  await sql`
    INSERT INTO contacts (org_id, phone, name, is_ignored, created_at, updated_at)
    VALUES (${orgId}, ${phone}, ${name}, ${isIgnored}, ${now}, ${now})
    ON CONFLICT (org_id, phone) DO UPDATE
      SET is_ignored = excluded.is_ignored, name = coalesce(excluded.name, contacts.name), updated_at = excluded.updated_at`;
}
