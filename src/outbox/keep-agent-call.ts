/** Keeps the promise that a voice agent rings somebody: looked at once more, dialled once, and looked for when nobody knows. */
import { z } from 'zod';
import type { CallOutcomeEvent } from '../../machines/index.ts';
import {
  type AgentCall,
  lastLook,
  type OutboundTerms,
  type PlaceAgentOutcome,
  type VoiceAgentCarrier,
} from '../outbound/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import type { PhoneE164 } from '../values/phone.ts';
import type { Ring } from './alerts/index.ts';
import type { Claimed } from './claim.ts';
import type { Kept } from './keepers.ts';

export interface AgentTools {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
  readonly ring: Ring;
  /** Null where no voice company is configured. */
  readonly agents: VoiceAgentCarrier | null;
  readonly outbound: OutboundTerms;
}

const phone = z.custom<PhoneE164>((value) => typeof value === 'string');
const payload = z.object({
  callId: z.string(),
  agentId: z.string(),
  from: phone,
  variables: z.record(z.string(), z.string()).default({}),
});

/** 60 s: whatever was still on its way to the company has arrived, and its list of conversations shows it. */
const LOOK_AFTER_MS = 60_000;
/** 10 looks take some 40 minutes at their growing pauses; after that a reminder is left to a person. */
const MAX_LOOKS = 10;
/** 8 tries take some 20 minutes: a slot is held meanwhile, and others wait for it. */
const MAX_TRIES = 8;
const LONGEST_PAUSE_MS = 5 * 60_000;

const growing = (leastMs: number, attempts: number) =>
  Math.max(leastMs, Math.min(LONGEST_PAUSE_MS, leastMs * 2 ** Math.max(0, attempts - 2)));

function readCall(promise: Claimed): AgentCall {
  return { ...payload.parse(promise.payload), to: promise.recipient as PhoneE164 };
}

const heard = (event: CallOutcomeEvent) => ({ event });

/** Whether it was dialled after all. Null: certainly not, so it may be. Nobody is dialled on a guess. */
export async function seekAgentCall(
  promise: Claimed,
  { agents, clock, ring }: AgentTools,
): Promise<Kept | null> {
  const call = readCall(promise);
  if (!agents) return null;
  const found = await agents.findCall(call, promise.created_at);
  switch (found.kind) {
    case 'found':
      return kept(call.callId, found);
    case 'absent':
      return null;
    case 'unknown': {
      const { reason } = found;
      if (promise.attempts < MAX_LOOKS) {
        return { kind: 'unknown', afterMs: growing(LOOK_AFTER_MS, promise.attempts), reason };
      }
      await ring('outbound_call_lost', { orgId: promise.org_id, callId: call.callId, at: clock.now() });
      const event = { type: 'CALL_LOST' as const, callId: call.callId, reason };
      return { kind: 'final', code: 'unknown', reason, ...heard(event) };
    }
    default:
      return found satisfies never;
  }
}

export async function keepAgentCall(promise: Claimed, tools: AgentTools): Promise<Kept> {
  const { sql, clock, log, agents, outbound: terms } = tools;
  const call = readCall(promise);
  const { callId } = call;
  const look = await lastLook(sql, { callId, orgId: promise.org_id ?? '', now: clock.now(), terms });
  switch (look.kind) {
    case 'answered_for':
      return { kind: 'kept' };
    case 'flag':
    case 'cancelled':
      return heldBack(callId, look.kind, null);
    case 'window':
      return heldBack(callId, 'window', look.until);
    default:
      look satisfies { kind: 'wanted' };
  }
  if (!agents) return notPlaced(callId, 'not_configured', 'no voice company is configured');
  const outcome = await agents.placeCall(call);
  log.info(
    { promiseId: promise.id, orgId: promise.org_id, callId, decision: outcome.kind },
    'phone_outbound_v1 dialled',
  );
  return decide(outcome, callId, promise.attempts);
}

function decide(outcome: PlaceAgentOutcome, callId: string, attempts: number): Kept {
  switch (outcome.kind) {
    case 'placed':
      return kept(callId, outcome);
    case 'unknown':
      return { kind: 'unknown', afterMs: LOOK_AFTER_MS, reason: outcome.reason };
    case 'retry':
      if (attempts < MAX_TRIES) return { ...outcome, afterMs: growing(outcome.afterMs, attempts + 1) };
      return notPlaced(callId, outcome.code, outcome.reason);
    case 'refused':
      return notPlaced(callId, outcome.code, outcome.reason);
    default:
      return outcome satisfies never;
  }
}

interface Placed {
  readonly conversationId: string;
  readonly callSid: string | null;
}

function kept(callId: string, { conversationId, callSid }: Placed): Kept {
  const event = { type: 'CALL_PLACED' as const, callId, conversationId, callSid };
  return { kind: 'kept', providerId: conversationId, ...heard(event) };
}

function notPlaced(callId: string, code: string, reason: string): Kept {
  return { kind: 'final', code, reason, ...heard({ type: 'CALL_NOT_PLACED', callId, code, reason }) };
}

/** The promise is over without a ring; the call itself may come again. */
function heldBack(callId: string, why: 'window' | 'flag' | 'cancelled', until: Date | null): Kept {
  const event = { type: 'CALL_HELD_BACK' as const, callId, why, until: until?.toISOString() ?? null };
  return { kind: 'suppressed', ...heard(event) };
}

/** What the machine hears when the gate forbids the call at the last moment. */
export function agentCallForbidden(promise: Claimed): CallOutcomeEvent {
  return { type: 'CALL_HELD_BACK', callId: readCall(promise).callId, why: 'do_not_call', until: null };
}

const question = z.object({ callId: z.string(), conversationId: z.string() });

/** 3 tries: the next question is asked anyway, with the next timer. */
const MAX_ASKS = 3;

export async function keepAsking(promise: Claimed, { agents }: AgentTools): Promise<Kept> {
  const { callId, conversationId } = question.parse(promise.payload);
  if (!agents) return { kind: 'kept' };
  const fetched = await agents.fetchCall(conversationId);
  switch (fetched.kind) {
    case 'fetched':
      return { kind: 'kept', ...heard({ type: 'CALL_REPORTED', callId, report: fetched.report }) };
    case 'absent': {
      const reason = 'the company does not know this conversation';
      return { kind: 'final', code: 'absent', reason, ...heard({ type: 'CALL_LOST', callId, reason }) };
    }
    case 'retry':
      if (promise.attempts < MAX_ASKS) return { ...fetched, code: 'elevenlabs' };
      return { kind: 'final', code: 'elevenlabs', reason: fetched.reason };
    default:
      return fetched satisfies never;
  }
}
