/** Organizations and pool numbers for the tests of this room. */
import type { Sql } from '../../src/platform/database/index.ts';

/** The nth reserved UK mobile number, +447700900000 … +447700900999. */
export function reserved(n: number): string {
  return `+447700${900_000 + n}`;
}

export async function addOrganizations(sql: Sql, ids: readonly string[], paid = true): Promise<void> {
  const rows = ids.map((id, n) => ({
    id,
    owner_phone: `+1202555${String(n).padStart(4, '0')}`,
    owner_phone_as_written: `+1202555${String(n).padStart(4, '0')}`,
    payment_active: paid,
  }));
  await sql`INSERT INTO organizations ${sql(rows)}`;
}

export async function addNumbers(sql: Sql, count: number, from = 0): Promise<string[]> {
  const phones = Array.from({ length: count }, (_, n) => reserved(from + n));
  await sql`INSERT INTO phone_numbers ${sql(phones.map((phone) => ({ phone_e164: phone })))}`;
  return phones;
}

/** Back to an empty database between two tests of a file. */
export async function clear(sql: Sql): Promise<void> {
  await sql`TRUNCATE organizations, phone_numbers RESTART IDENTITY CASCADE`;
}
