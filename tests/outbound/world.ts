/** A business that may call, an engine, and a voice company in memory that answers what the test says. */
import type { CallReport } from '../../machines/call-outcome/events.ts';
import { fireDueTimers } from '../../src/conversations/index.ts';
import {
  type AgentCall,
  type CallRequest,
  deliverReport,
  type FetchCallOutcome,
  type FindAgentCallOutcome,
  type OutboundTerms,
  type OutboundTools,
  type PlaceAgentOutcome,
  paceCalls,
  requestCall,
} from '../../src/outbound/index.ts';
import { type KeepTools, keepLane } from '../../src/outbox/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { keepToolsFor, testCarrier } from '../support/carrier.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { engineOn, ownOnboardingNumber, type TestEngine } from '../support/engine.ts';
import { type TurnedClock, turnedClock } from '../support/turned-clock.ts';

export const ADA = 'ada';
export const OUR_NUMBER = '+447700900300';
export const OWNER = '+447700900301';
export const ANNA = '+447700900311';
/** A Friday morning in London, far ahead: a promise is due by the database's clock when it is made. */
export const MORNING = '2030-11-22T10:00:00.000Z';

type Maybe<Value> = Value | Promise<Value>;

export interface TestAgents {
  readonly dialled: AgentCall[];
  readonly sought: AgentCall[];
  readonly asked: string[];
  readonly hungUp: string[];
  onPlace: (call: AgentCall) => Maybe<PlaceAgentOutcome>;
  onFind: (call: AgentCall) => Maybe<FindAgentCallOutcome>;
  onFetch: (conversationId: string) => Maybe<FetchCallOutcome>;
}

/** What the company would say of a call that has ended; `said` by the called person. */
export function reportOf(callId: string, change: Partial<CallReport> = {}, said?: string): CallReport {
  return {
    conversationId: `conv_${callId}`,
    callSid: null,
    callId,
    status: 'done',
    notReached: null,
    endReason: 'client ended call',
    turns: said === undefined ? [] : [{ role: 'user', text: said }],
    dtmf: null,
    summary: 'A talk.',
    durationS: 30,
    ...change,
  };
}

export interface OutboundWorld {
  readonly db: TestDatabase;
  readonly clock: TurnedClock;
  readonly engine: TestEngine;
  readonly agents: TestAgents;
  readonly tools: OutboundTools;
  readonly keep: KeepTools;
  readonly texts: ReturnType<typeof testCarrier>;
  /** A request of Ada's for Anna, changed as the test says. */
  request(change?: Partial<CallRequest>): ReturnType<typeof requestCall>;
  /** What workers do: put forward what is queued, and keep what was promised. */
  work(orgId?: string): Promise<void>;
  /** Tells the end of a call as a webhook does. */
  ends(callId: string, said: string): Promise<string>;
  report(callId: string, change: Partial<CallReport>): Promise<string>;
  /** Fires what is due by now. */
  timers(): Promise<void>;
  call(callId: string): Promise<CallRow>;
  calls(): Promise<CallRow[]>;
  /** Everything is gone but the business. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface CallRow {
  readonly id: string;
  readonly phone: string;
  readonly status: string;
  readonly waits_for: string | null;
  readonly not_before: Date;
  readonly origin: string;
  readonly attempt: number;
  readonly follows: string | null;
  readonly conversation_id: string | null;
  readonly end_reason: string | null;
  readonly analysis: Record<string, unknown> | null;
}

export const TERMS: OutboundTerms = {
  isEnabled: true,
  canaryOrgIds: new Set([ADA]),
  classifierMode: 'KEYWORD_ONLY',
  defaultAgentId: 'agent_product',
};

export async function openWorld({
  terms = TERMS,
  connections = 12,
}: {
  readonly terms?: OutboundTerms;
  readonly connections?: number;
} = {}): Promise<OutboundWorld> {
  const db = await cloneDatabase({ connections });
  const clock = turnedClock(MORNING);
  await ownOnboardingNumber(db.sql);
  const engine = engineOn(db.engine, { clock, outbound: terms });
  const agents = testAgents();
  const texts = testCarrier();
  const tools: OutboundTools = {
    ...{ sql: db.engine, advance: engine.advance, clock, newId, log: engine.caught.log, terms },
    defaultCountry: 'GB',
  };
  const keep = keepToolsFor(db.engine, engine, texts, {
    agents: {
      placeCall: async (call) => {
        agents.dialled.push(call);
        return await agents.onPlace(call);
      },
      findCall: async (call) => {
        agents.sought.push(call);
        return await agents.onFind(call);
      },
      fetchCall: async (conversationId) => {
        agents.asked.push(conversationId);
        return await agents.onFetch(conversationId);
      },
      hangUp: async (callSid) => {
        agents.hungUp.push(callSid);
        return { kind: 'ended' };
      },
    },
  });
  const rows = (where: ReturnType<typeof db.sql>) =>
    db.sql<CallRow[]>`
      SELECT id, phone, status, waits_for, not_before, origin, attempt, follows, conversation_id, end_reason, analysis
      FROM agent_calls ${where} ORDER BY created_at, id`;
  const report: OutboundWorld['report'] = (callId, change) =>
    deliverReport(tools, { eventId: newId(), report: reportOf(callId, change), receivedAt: clock.now() });
  const reset = async () => {
    await db.sql`TRUNCATE organizations, conversations, transitions, timers, outbox, inbound_events, consents, do_not_call,
      consent_ledger, messages, phone_numbers, outbox_lanes CASCADE`;
    await ownOnboardingNumber(db.sql);
    await db.sql`
      INSERT INTO organizations (id, name, owner_phone, owner_phone_as_written, twilio_number, payment_active, onboarded_at)
      VALUES (${ADA}, 'ABC Plumbing', ${OWNER}, ${OWNER}, ${OUR_NUMBER}, true, now())`;
    await db.sql`
      INSERT INTO phone_numbers (phone_e164, role, voice_mode, status, org_id)
      VALUES (${OUR_NUMBER}, 'OPERATIONAL', 'ai_elevenlabs', 'ASSIGNED', ${ADA})`;
    Object.assign(agents, testAgents());
  };
  await reset();
  return {
    ...{ db, clock, engine, agents, tools, keep, texts, report, reset },
    request: (change = {}) =>
      requestCall(tools, { orgId: ADA, callType: 'BILLING_REMINDER', phone: ANNA, ...change }),
    work: async (orgId = ADA) => {
      await paceCalls(tools);
      await keepLane(`agent:${orgId}`, keep);
    },
    ends: (callId, said) => report(callId, { turns: [{ role: 'user', text: said }] }),
    timers: async () => {
      await fireDueTimers(db.engine, engine.advance, clock.now());
    },
    call: async (callId) => {
      const [row] = await rows(db.sql`WHERE id = ${callId}`);
      if (!row) throw new Error(`there is no call ${callId}`);
      return row;
    },
    calls: () => rows(db.sql``),
    close: async () => {
      await engine.idle();
      await db.drop();
    },
  };
}

function testAgents(): TestAgents {
  return {
    dialled: [],
    sought: [],
    asked: [],
    hungUp: [],
    onPlace: ({ callId }) => ({ kind: 'placed', conversationId: `conv_${callId}`, callSid: null }),
    onFind: () => ({ kind: 'absent' }),
    onFetch: (conversationId) => ({
      kind: 'fetched',
      report: { ...reportOf(conversationId.slice('conv_'.length)), status: 'in-progress', endReason: null },
    }),
  };
}

/** The id of a call that was accepted; throws for a refusal. */
export async function accepted(outcome: ReturnType<typeof requestCall>): Promise<string> {
  const it = await outcome;
  if (it.kind !== 'accepted') throw new Error(`refused: ${it.reason}`);
  return it.callId;
}
