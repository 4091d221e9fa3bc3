/** A business that is there when the demo begins: paid, with a number of its own, allowed to call, with customers. */
import { consentScope, decideConsent } from '../../src/consent/index.ts';
import { createKey, type Scope } from '../../src/identity/index.ts';
import type { Sql } from '../../src/platform/database/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { parsePhone } from '../../src/values/phone.ts';
import type { SimulatedBusiness } from '../support/simulated.ts';

export interface Person {
  readonly name: string;
  readonly phone: string;
}

export const BUSINESS_ID = 'brightwater';
export const BUSINESS_NAME = 'Brightwater Plumbing';
const NUMBER = '+447700900100';
const OWNER: Person = { name: 'Rosa Brightwater', phone: '+447700900101' };
export const CUSTOMERS: readonly Person[] = [
  { name: 'Anna Reed', phone: '+447700900111' },
  { name: 'Ben Okafor', phone: '+447700900112' },
  { name: 'Cem Aydın', phone: '+447700900113' },
];
/** She has asked not to be called, long ago. */
export const REFUSER: Person = { name: 'Dora Lang', phone: '+447700900114' };

/** The name that a number goes by, however it is written; empty for a stranger's. */
export function nameOf(phone: string): string {
  const e164 = parsePhone(phone, 'GB');
  return [...CUSTOMERS, REFUSER].find((one) => one.phone === e164)?.name ?? '';
}

export const business: SimulatedBusiness = {
  number: NUMBER,
  contacts: Object.fromEntries([
    [NUMBER, BUSINESS_NAME],
    ...[OWNER, ...CUSTOMERS, REFUSER].map(({ name, phone }) => [phone, name]),
  ]),
  firstMessage: `Hello {{name}}, this is a reminder from ${BUSINESS_NAME}. Is everything all right with it?`,
};

/** What the service must be told before it calls for the business: the flag, and that it is one of the few. */
export const outboundEnv = {
  PHONE_OUTBOUND_V1_ENABLED: 'true',
  PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: BUSINESS_ID,
};

export interface BusinessKeys {
  /** For what a person does. */
  readonly acts: string;
  /** For looking, which happens oftener: its own key, so that looking never uses up the requests of acting. */
  readonly looks: string;
}

/** A database that has the business already keeps it. Two calls at once, so that somebody is seen waiting for a third. */
export async function seedBusiness(sql: Sql): Promise<BusinessKeys> {
  await sql`
    INSERT INTO organizations (id, name, owner_name, owner_phone, owner_phone_as_written, trade, twilio_number,
      payment_active, onboarded_at)
    VALUES (${BUSINESS_ID}, ${BUSINESS_NAME}, ${OWNER.name}, ${OWNER.phone}, ${OWNER.phone}, 'plumber', ${NUMBER}, true,
      now())
    ON CONFLICT (id) DO NOTHING`;
  await sql`
    INSERT INTO phone_numbers (phone_e164, status, org_id, voice_mode)
    VALUES (${NUMBER}, 'ASSIGNED', ${BUSINESS_ID}, 'forwarded_in') ON CONFLICT (phone_e164) DO NOTHING`;
  await sql`
    INSERT INTO outbound_settings (org_id, concurrency, daily_limit) VALUES (${BUSINESS_ID}, 2, 100)
    ON CONFLICT (org_id) DO NOTHING`;
  await decideConsent(sql, {
    ...{
      orgId: BUSINESS_ID,
      scope: consentScope(BUSINESS_ID, NUMBER),
      phone: REFUSER.phone,
      channel: 'call',
    },
    ...{ words: 'asked on the phone not to be called', source: 'operator', at: new Date() },
    event: { type: 'OPERATOR_BLOCKED' },
  });
  return {
    acts: await newKey(sql, 'the reminders room', ['calls:write', 'batches:write']),
    looks: await newKey(sql, 'the reminders room, looking', ['calls:read', 'batches:read']),
  };
}

async function newKey(sql: Sql, name: string, scopes: readonly Scope[]): Promise<string> {
  const key = await createKey(sql, { id: newId(), orgId: BUSINESS_ID, name, scopes, now: new Date() });
  if (key === null) throw new Error(`there is no ${BUSINESS_ID}`);
  return key;
}
