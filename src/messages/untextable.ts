/** Phones that no text can reach (P-09): flagged by a receipt, so that nothing is tried a second time. */
import type { Queries } from '../platform/database/index.ts';

export interface Untextable {
  readonly phone: string;
  readonly code: string;
  readonly at: Date;
}

export async function flagUntextable(sql: Queries, { phone, code, at }: Untextable): Promise<void> {
  await sql`
    INSERT INTO untextable_phones (phone, code, at) VALUES (${phone}, ${code}, ${at})
    ON CONFLICT (phone) DO UPDATE SET code = excluded.code, at = excluded.at`;
}
