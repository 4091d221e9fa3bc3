/** Calls that a voice agent places for an organization, their batches, and what follows from them. Owned by the room `outbound`. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { organizations } from './organizations.ts';
import { tenantPolicies } from './roles.ts';

const orgId = () =>
  text('org_id')
    .notNull()
    .references(() => organizations.id, { onDelete: 'cascade' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

/** The agents that speak for an organization, by the company's own ids. */
export const voiceAgents = pgTable(
  'voice_agents',
  {
    id: text('id').primaryKey(),
    orgId: orgId(),
    name: text('name'),
    isDefault: boolean('is_default').notNull().default(true),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('voice_agents_default').on(table.orgId).where(sql`is_default`),
    ...tenantPolicies('voice_agents'),
  ],
);

/** Which of its agents speaks on calls of one kind; on the others the organization's default does. */
export const voiceAgentDefaults = pgTable(
  'voice_agent_defaults',
  {
    orgId: orgId(),
    callType: text('call_type').notNull(),
    agentId: text('agent_id')
      .notNull()
      .references(() => voiceAgents.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.callType] }),
    ...tenantPolicies('voice_agent_defaults'),
  ],
);

/** How much an organization may call. Without a row the defaults of `outbound/settings.ts` hold. */
export const outboundSettings = pgTable(
  'outbound_settings',
  {
    orgId: orgId().primaryKey(),
    /** Diallings a day, in the organization's time zone. */
    dailyLimit: integer('daily_limit').notNull().default(200),
    /** Calls at the same time. */
    concurrency: integer('concurrency').notNull().default(10),
    /** The days on which people are called, in their own time zone. */
    callingDays: text('calling_days').array().notNull().default(sql`'{mon,tue,wed,thu,fri,sat,sun}'`),
    /** `vouched`: who asks for a call says that the person agreed; `recorded`: the ledger must have said so before. */
    consentPolicy: text('consent_policy').notNull().default('vouched'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  () => [
    check('outbound_settings_limits', sql`daily_limit >= 0 AND concurrency BETWEEN 1 AND 100`),
    check('outbound_settings_consent', sql`consent_policy IN ('vouched', 'recorded')`),
    ...tenantPolicies('outbound_settings'),
  ],
);

/** One row a dialling: another try and a follow-up are rows of their own. Seen by operators as runbook."CallLog". */
export const agentCalls = pgTable(
  'agent_calls',
  {
    id: uuid('id').primaryKey(),
    orgId: orgId(),
    direction: text('direction').notNull().default('outbound'),
    ourNumber: text('our_number').notNull(),
    /** The other party, E.164, or the word for a withheld number of an inbound call. */
    phone: text('phone').notNull(),
    name: text('name'),
    callType: text('call_type'),
    agentId: text('agent_id'),
    /** Why it is there: `request`, `batch`, `retry`, `follow_up`, `inbound`. */
    origin: text('origin').notNull(),
    batchId: uuid('batch_id'),
    recipientId: bigint('recipient_id', { mode: 'number' }),
    attempt: integer('attempt').notNull().default(1),
    /** The call that this one was made for: the one that nobody answered, the one that asked for a follow-up. */
    follows: uuid('follows'),
    /** What the agent may say. */
    variables: jsonb('variables').notNull().default({}),
    status: text('status').notNull().default('queued'),
    /** What a queued one waits for: `turn`, `window`, `daily_limit`, `slot`, `earlier_call`, `retry`, `flag`. */
    waitsFor: text('waits_for').default('turn'),
    /** No dialling before. */
    notBefore: moment('not_before').notNull().defaultNow(),
    /** How often it was put forward; makes each time an event of its own. */
    turn: integer('turn').notNull().default(0),
    /** The company's id of the conversation. */
    conversationId: text('conversation_id').unique(),
    callSid: text('call_sid'),
    endReason: text('end_reason'),
    /** `{label, callType, mode, evidence, …}`: what runbook."CallLog" shows as "analysisData". */
    analysis: jsonb('analysis'),
    summary: text('summary'),
    durationS: integer('duration_s'),
    createdAt: moment('created_at').notNull().defaultNow(),
    dialledAt: moment('dialled_at'),
    answeredAt: moment('answered_at'),
    endedAt: moment('ended_at'),
    /** Since then its label and times are all that is known of what was said. */
    wordsEmptiedAt: moment('words_emptied_at'),
  },
  (table) => [
    check('agent_calls_direction', sql`direction IN ('outbound', 'inbound')`),
    check(
      'agent_calls_status',
      sql`status IN ('queued', 'dialling', 'answered', 'completed', 'no_answer', 'busy', 'failed', 'unclear', 'cancelled', 'do_not_call', 'refused', 'inbound_disabled_v1')`,
    ),
    /** Bulk comes last: what a person asked for, or was promised, does not wait behind a list. */
    index('agent_calls_queued')
      .on(table.orgId, sql`(origin = 'batch')`, table.notBefore, table.recipientId)
      .where(sql`status = 'queued'`),
    index('agent_calls_open')
      .on(table.orgId, table.phone)
      .where(sql`status IN ('queued', 'dialling', 'answered')`),
    index('agent_calls_org').on(table.orgId, table.createdAt),
    index('agent_calls_batch_open')
      .on(table.batchId)
      .where(sql`batch_id IS NOT NULL AND status IN ('queued', 'dialling', 'answered')`),
    /** A try is never made twice over: what repeats it finds it there. */
    uniqueIndex('agent_calls_next')
      .on(table.follows, table.origin)
      .where(sql`follows IS NOT NULL AND origin = 'retry'`),
    /** For retention: the oldest first, and those whose words are there still. */
    index('agent_calls_ended').on(table.endedAt).where(sql`ended_at IS NOT NULL`),
    index('agent_calls_words')
      .on(table.endedAt)
      .where(sql`words_emptied_at IS NULL AND ended_at IS NOT NULL`),
    uniqueIndex('agent_calls_inbound_sid').on(table.callSid).where(sql`direction = 'inbound'`),
    ...tenantPolicies('agent_calls'),
  ],
);

/** Who is on a call now: a lease a call, so that a call whose end nobody tells does not keep its place for ever. */
export const callSlots = pgTable(
  'call_slots',
  {
    orgId: orgId(),
    slot: integer('slot').notNull(),
    callId: uuid('call_id').notNull(),
    leasedUntil: moment('leased_until').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.slot] }),
    index('call_slots_call').on(table.callId),
    ...tenantPolicies('call_slots'),
  ],
);

/** Diallings of a day, counted in the transaction that promises one. */
export const outboundUsage = pgTable(
  'outbound_usage',
  {
    orgId: orgId(),
    /** In the organization's time zone. */
    day: date('day').notNull(),
    used: integer('used').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.day] }), ...tenantPolicies('outbound_usage')],
);

/** What somebody was promised for later: another call, or a text. */
export const followUps = pgTable(
  'follow_ups',
  {
    id: uuid('id').primaryKey(),
    orgId: orgId(),
    callId: uuid('call_id').notNull(),
    ourNumber: text('our_number').notNull(),
    phone: text('phone').notNull(),
    channel: text('channel').notNull().default('call'),
    scheduledFor: moment('scheduled_for').notNull(),
    /** What they said, or what the agent noted. */
    words: text('words'),
    status: text('status').notNull().default('pending'),
    /** The call that it became. */
    nextCallId: uuid('next_call_id'),
    createdAt: moment('created_at').notNull().defaultNow(),
    doneAt: moment('done_at'),
  },
  (table) => [
    check('follow_ups_channel', sql`channel IN ('call', 'text')`),
    check('follow_ups_status', sql`status IN ('pending', 'done', 'cancelled')`),
    index('follow_ups_call').on(table.callId),
    index('follow_ups_due').on(table.scheduledFor).where(sql`status = 'pending'`),
    index('follow_ups_org').on(table.orgId, table.createdAt),
    ...tenantPolicies('follow_ups'),
  ],
);

/** Somebody wants to be rung by a person. The owner was told by text. */
export const callbacks = pgTable(
  'callbacks',
  {
    id: uuid('id').primaryKey(),
    orgId: orgId(),
    callId: uuid('call_id').notNull(),
    ourNumber: text('our_number').notNull(),
    phone: text('phone').notNull(),
    name: text('name'),
    reason: text('reason'),
    preferredTime: text('preferred_time'),
    status: text('status').notNull().default('pending'),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    doneAt: moment('done_at'),
  },
  (table) => [
    check('callbacks_status', sql`status IN ('pending', 'done')`),
    /** One a call, however often it is asked for. */
    unique('callbacks_call').on(table.callId),
    index('callbacks_org').on(table.orgId, table.requestedAt),
    ...tenantPolicies('callbacks'),
  ],
);

export const callBatches = pgTable(
  'call_batches',
  {
    id: uuid('id').primaryKey(),
    orgId: orgId(),
    name: text('name').notNull(),
    callType: text('call_type').notNull(),
    agentId: text('agent_id').notNull(),
    ourNumber: text('our_number').notNull(),
    source: text('source').notNull(),
    /** `importing` → `queueing` → `running` → `completed`; `failed` from the first, `cancelled` from any of them. */
    status: text('status').notNull().default('importing'),
    /** Somebody takes its list in until then; whoever died doing it does not say so. */
    importingUntil: moment('importing_until'),
    /** Why it failed, for whoever asked for it. */
    endReason: text('end_reason'),
    createdAt: moment('created_at').notNull().defaultNow(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    check(
      'call_batches_status',
      sql`status IN ('importing', 'queueing', 'running', 'completed', 'cancelled', 'failed')`,
    ),
    check('call_batches_source', sql`source IN ('json', 'csv')`),
    index('call_batches_org').on(table.orgId, table.createdAt),
    index('call_batches_open').on(table.status).where(sql`status IN ('queueing', 'running')`),
    index('call_batches_importing').on(table.importingUntil).where(sql`status = 'importing'`),
    ...tenantPolicies('call_batches'),
  ],
);

/** One row of a batch's list, also those that are never called, with the reason. */
export const batchRecipients = pgTable(
  'batch_recipients',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orgId: orgId(),
    batchId: uuid('batch_id')
      .notNull()
      .references(() => callBatches.id, { onDelete: 'cascade' }),
    /** 1-based row of the list. */
    position: integer('position').notNull(),
    name: text('name'),
    /** The number as it was written. */
    written: text('written').notNull(),
    /** E.164; empty for what is no phone number. */
    phone: text('phone'),
    variables: jsonb('variables').notNull().default({}),
    outcome: text('outcome').notNull().default('pending'),
    error: text('error'),
    /** The latest dialling. */
    callId: uuid('call_id'),
  },
  (table) => [
    check(
      'batch_recipients_outcome',
      sql`outcome IN ('pending', 'queued', 'do_not_call', 'no_consent', 'duplicate', 'invalid', 'cancelled')`,
    ),
    unique('batch_recipients_position').on(table.batchId, table.position),
    /** Each phone once a batch, also those that are left out; a list's next chunk looks here for what it repeats. */
    uniqueIndex('batch_recipients_phone').on(table.batchId, table.phone).where(sql`outcome <> 'duplicate'`),
    index('batch_recipients_pending').on(table.batchId, table.id).where(sql`outcome = 'pending'`),
    ...tenantPolicies('batch_recipients'),
  ],
);
