/** The owners of the inbound bench: a thousand reserved numbers, each in the middle of their onboarding. */
import type { Sql } from '../../../src/platform/database/index.ts';
import { ONBOARDING_NUMBER } from '../support/service.ts';

/** The whole reserved range. */
export const OWNERS = 1_000;
const FIRST_PHONE = 447_700_900_000;

export const phoneOf = (owner: number) => `+${FIRST_PHONE + owner}`;

/** Everybody stands in S5; BACK and SMS move them between S4 and S5 for ever, each with a text, a timer and a journal row. */
export async function addOwners(sql: Sql): Promise<void> {
  await sql`
    INSERT INTO phone_numbers (phone_e164, role, status, voice_mode)
    VALUES (${ONBOARDING_NUMBER}, 'ONBOARDING', 'ASSIGNED', 'onboarding') ON CONFLICT DO NOTHING`;
  await sql`
    INSERT INTO organizations (id, owner_phone, owner_phone_as_written, name, trade, location, owner_name)
    SELECT 'bench-' || n, '+' || (${FIRST_PHONE}::bigint + n), '+' || (${FIRST_PHONE}::bigint + n), 'Bench ' || n, 'Plumber', 'London', 'Bo'
    FROM generate_series(0, ${OWNERS - 1}::int) n`;
  await sql`
    INSERT INTO conversations (id, org_id, our_number, their_number, machine, state, context)
    SELECT ('00000000-0000-7000-9000-' || (100000000000 + n))::uuid, 'bench-' || n, ${ONBOARDING_NUMBER}, '+' || (${FIRST_PHONE}::bigint + n),
      'onboarding', 'S5_CONFIRM_LIVE', '{"hasGreeted": true}'
    FROM generate_series(0, ${OWNERS - 1}::int) n`;
  await sql`VACUUM ANALYZE`;
}
