/** Organizations: the one tenant concept; the businesses that use JobRun. Owned by the room `organizations`. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { engineRole, operatorRole, tenantRole } from './roles.ts';

export const organizations = pgTable(
  'organizations',
  {
    /** UUIDv7 by default; an operator may choose any text. */
    id: text('id').primaryKey(),
    name: text('name'),
    region: text('region').notNull().default('UK'),
    /** E.164; kept equal to `owner_phone_as_written` by a trigger (drizzle/0001). */
    ownerPhone: text('owner_phone').notNull(),
    /** What the documents call clients."phoneNumber": shown as it was written (ruling X5). */
    ownerPhoneAsWritten: text('owner_phone_as_written').notNull(),
    ownerName: text('owner_name'),
    trade: text('trade'),
    location: text('location'),
    notificationPreference: text('notification_preference'),
    timeZone: text('time_zone').notNull().default('Europe/London'),
    /** May the service work for them? Set by Stripe's events, or by an operator's SQL (ruling 3d). */
    paymentActive: boolean('payment_active').notNull().default(false),
    /** When payment last became active: the order of the waiting list. Kept by a trigger. */
    paymentActivatedAt: timestamp('payment_activated_at', { withTimezone: true }),
    /** The dedicated number, E.164. UNIQUE is what enforces one organization a number (ruling 3b). */
    twilioNumber: text('twilio_number').unique(),
    /** Since when they wait for a number: they asked and were told "at capacity" (ruling 3i). */
    waitingSince: timestamp('waiting_since', { withTimezone: true }),
    /** Unguessable part of the short links /pay/:token and /portal/:token: 122 random bits in 22 characters. */
    payToken: text('pay_token')
      .notNull()
      .unique()
      .default(sql`translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/=', '-_')`),
    /** Empty = the plan's limit (ruling 1h). */
    monthlyConversationLimit: integer('monthly_conversation_limit'),
    /** What a caller hears and may do: `greet`, `voicemail` or `reject`. */
    missedCallAnswer: text('missed_call_answer').notNull().default('greet'),
    /** One text-back per caller in this many minutes. */
    textBackWindowMinutes: integer('text_back_window_minutes').notNull().default(240),
    /** `{mon: ["08:00","18:00"], …}` in the organization's time zone; empty = always open. */
    businessHours: jsonb('business_hours'),
    /** `dial_owner`: how long we ring the owner; 18 s, before most voicemails answer (ruling 1d). */
    ringSeconds: integer('ring_seconds').notNull().default(18),
    /** `dial_owner`: the owner must press 1, so that a carrier's voicemail is not an answer. */
    pressToAccept: boolean('press_to_accept').notNull().default(false),
    /** `dial_owner`: record from the answer on. */
    recordCalls: boolean('record_calls').notNull().default(false),
    /** It promises more texts than anybody writes: until then only what its owner and the law wait for leaves. */
    textsPausedUntil: timestamp('texts_paused_until', { withTimezone: true }),
    onboardedAt: timestamp('onboarded_at', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    /** One unfinished onboarding per owner's phone (ruling 3q). */
    uniqueIndex('organizations_unfinished_owner').on(table.ownerPhone).where(sql`onboarded_at IS NULL`),
    index('organizations_owner_phone').on(table.ownerPhone),
    index('organizations_waiting')
      .on(table.paymentActivatedAt, table.waitingSince)
      .where(sql`waiting_since IS NOT NULL`),
    /** Looked for by rounds and checks every few seconds, and hardly ever there. */
    index('organizations_texts_paused').on(table.textsPausedUntil).where(sql`texts_paused_until IS NOT NULL`),
    index('organizations_paid_without_number')
      .on(table.paymentActivatedAt)
      .where(
        sql`onboarded_at IS NULL AND payment_active AND twilio_number IS NULL AND waiting_since IS NULL`,
      ),
    pgPolicy('organizations_engine', {
      for: 'all',
      to: [engineRole, operatorRole],
      using: sql`true`,
      withCheck: sql`true`,
    }),
    pgPolicy('organizations_tenant', {
      for: 'all',
      to: tenantRole,
      using: sql`id = current_setting('app.org_id', true)`,
      withCheck: sql`id = current_setting('app.org_id', true)`,
    }),
  ],
);
