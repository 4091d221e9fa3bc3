/** Calls that reached our numbers. One row a call; its status moves one way. Owned by the room `calls`. */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { tenantPolicies } from './roles.ts';

export const calls = pgTable(
  'calls',
  {
    /** Twilio's id of the call (of the caller's leg). */
    callSid: text('call_sid').primaryKey(),
    orgId: text('org_id'),
    ourNumber: text('our_number').notNull().default(''),
    /** E.164, or Twilio's word for a withheld number. */
    theirNumber: text('their_number').notNull().default(''),
    voiceMode: text('voice_mode'),
    /** `ringing` < `answered` < the ends `missed`, `completed`, `rejected`; moved by rank only. */
    status: text('status').notNull().default('ringing'),
    forwardedFrom: text('forwarded_from'),
    dialCallSid: text('dial_call_sid'),
    dialStatus: text('dial_status'),
    dialDurationS: integer('dial_duration_s'),
    recordingSid: text('recording_sid'),
    recordingUrl: text('recording_url'),
    recordingStatus: text('recording_status'),
    recordingDurationS: integer('recording_duration_s'),
    isVoicemail: boolean('is_voicemail').notNull().default(false),
    startedAt: timestamp('started_at', { withTimezone: true }).notNull().defaultNow(),
    endedAt: timestamp('ended_at', { withTimezone: true }),
  },
  (table) => [
    check('calls_status', sql`status IN ('ringing', 'answered', 'missed', 'completed', 'rejected')`),
    index('calls_org').on(table.orgId, table.startedAt),
    index('calls_caller').on(table.orgId, table.theirNumber),
    ...tenantPolicies('calls'),
  ],
);
