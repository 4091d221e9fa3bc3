/** Phone numbers that we rent: the onboarding number and the pool. Owned by the room `numbers`. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { tenantPolicies } from './roles.ts';

export const phoneNumbers = pgTable(
  'phone_numbers',
  {
    phoneE164: text('phone_e164').primaryKey(),
    /** Who it is assigned to. No foreign key and not unique (ruling 3b): operators write dummies here. */
    orgId: text('org_id'),
    status: text('status').notNull().default('AVAILABLE'),
    role: text('role').notNull().default('OPERATIONAL'),
    /** What a call to this number means; read at each call (ruling X1). */
    voiceMode: text('voice_mode').notNull().default('forwarded_in'),
    /** The pool is handed out in seeding order (ruling 3l). */
    seededOrder: bigint('seeded_order', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** Twilio's id of the number (PN…), once it was seen there. */
    twilioSid: text('twilio_sid'),
    assignedAt: timestamp('assigned_at', { withTimezone: true }),
    releasedAt: timestamp('released_at', { withTimezone: true }),
    /** A released number rests until then: it carries another business's opt-outs and callers. */
    quarantinedUntil: timestamp('quarantined_until', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check('phone_numbers_e164', sql`phone_e164 ~ '^\\+[1-9][0-9]{6,14}$'`),
    check('phone_numbers_status', sql`status IN ('AVAILABLE', 'ASSIGNED', 'QUARANTINED', 'RETIRED')`),
    check('phone_numbers_role', sql`role IN ('ONBOARDING', 'OPERATIONAL', 'SYSTEM')`),
    check(
      'phone_numbers_voice_mode',
      sql`voice_mode IN ('dial_owner', 'forwarded_in', 'onboarding', 'ai_elevenlabs', 'ai_retell', 'ai_vapi')`,
    ),
    index('phone_numbers_available')
      .on(table.seededOrder)
      .where(sql`status = 'AVAILABLE' AND role = 'OPERATIONAL'`),
    index('phone_numbers_org').on(table.orgId),
    ...tenantPolicies('phone_numbers'),
  ],
);
