/** How each kind of promise is kept. A kind without a keeper does not compile; failures of the world are values. */
import { z } from 'zod';
import type { MachineEvent } from '../../machines/step/index.ts';
import { type PaymentProvider, refetchSubscription } from '../billing/index.ts';
import type { CallCarrier } from '../calls/port.ts';
import { OTHER_NODE_DELAY_MS } from '../inbox/retry-policy.ts';
import { idsOfOthers, wordsFor } from '../messages/index.ts';
import type { SendOutcome, TextCarrier, TextToSend } from '../messages/port.ts';
import type { PhoneE164 } from '../values/phone.ts';
import { sendingWindow, timeZoneOf, validityS } from '../values/quiet-hours.ts';
import { keepTelling, type Ring, type TellTools } from './alerts/index.ts';
import type { Claimed } from './claim.ts';
import {
  type AgentTools,
  agentCallForbidden,
  keepAgentCall,
  keepAsking,
  seekAgentCall,
} from './keep-agent-call.ts';
import type { PromiseKind } from './promise.ts';
import { keepWeighing, type WeighTools } from './weigh-failure.ts';

/** What became of one attempt. `event` goes back to the machine that had the effect. */
export type Kept =
  | {
      readonly kind: 'kept';
      readonly providerId?: string;
      readonly status?: string;
      readonly event?: MachineEvent;
    }
  | { readonly kind: 'suppressed'; readonly event?: MachineEvent }
  /** Not at this hour; no attempt was made. */
  | { readonly kind: 'waits'; readonly until: Date }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | {
      readonly kind: 'final';
      readonly code: string;
      readonly reason: string;
      readonly isOptOut?: boolean;
      readonly event?: MachineEvent;
    }
  /** Neither yes nor no. Asked about again after the pause. */
  | { readonly kind: 'unknown'; readonly afterMs: number; readonly reason: string };

export interface KeeperTools extends WeighTools, TellTools, AgentTools {
  readonly texts: TextCarrier;
  readonly calls: CallCarrier;
  readonly payments: PaymentProvider;
  /** The number that rings an owner for a test call, E.164. */
  readonly onboardingNumber: PhoneE164;
}

type Keeper = (promise: Claimed, tools: KeeperTools) => Promise<Kept>;

const keepers: { readonly [Kind in PromiseKind]: Keeper } = {
  sendText: keepText,
  weighFailure: keepWeighing,
  refetchSubscription: keepRefetch,
  placeTestCall: keepTestCall,
  placeAgentCall: keepAgentCall,
  askAboutCall: keepAsking,
  alertOperator: keepAlert,
  tellAlert: keepTelling,
};

const alertPayload = z.looseObject({ alert: z.string() });

/** 1 s: the database that would not take the alert is the one that this promise came from. */
const RING_AGAIN_MS = 1_000;

async function keepAlert(promise: Claimed, { ring }: KeeperTools): Promise<Kept> {
  const { alert, ...details } = alertPayload.parse(promise.payload);
  if (await ring(alert, { orgId: promise.org_id, ...details })) return { kind: 'kept' };
  return { kind: 'retry', afterMs: RING_AGAIN_MS, code: 'alert', reason: 'the alert could not be promised' };
}

/** Kinds that can ask whether an earlier attempt was done after all; null: it was not, so it may be done now. */
const seekers: {
  readonly [Kind in PromiseKind]?: (promise: Claimed, tools: KeeperTools) => Promise<Kept | null>;
} = { sendText: seekText, placeAgentCall: seekAgentCall };

/** What a machine hears of a promise that the gate forbids; unset: nothing waits for it. */
const forbidden: { readonly [Kind in PromiseKind]?: (promise: Claimed) => MachineEvent } = {
  placeAgentCall: agentCallForbidden,
};

/**
 * What may have been done already is asked about first. Then comes the gate, which stands before every promise that
 * reaches a person, whatever its kind; it is asked at the moment of doing it.
 */
export async function keepPromise(promise: Claimed, tools: KeeperTools): Promise<Kept> {
  if (!isKnown(promise.kind)) {
    const reason = `no keeper of this version knows promises of kind "${promise.kind}"`;
    return { kind: 'retry', afterMs: OTHER_NODE_DELAY_MS, code: 'newer_version', reason };
  }
  const known = promise.was_unknown ? await seekers[promise.kind]?.(promise, tools) : null;
  if (known) return known;
  if (promise.is_opted_out && promise.payload.confirmsOptOut !== true) {
    tools.log.info(
      { promiseId: promise.id, orgId: promise.org_id, kind: promise.kind, decision: 'suppressed' },
      'twilio.messaging opted out',
    );
    const event = forbidden[promise.kind]?.(promise);
    return { kind: 'suppressed', ...(event ? { event } : {}) };
  }
  return await keepers[promise.kind](promise, tools);
}

/** During a rolling upgrade a newer version may promise what an older one cannot keep. */
function isKnown(kind: string): kind is PromiseKind {
  return kind in keepers;
}

const textPayload = z.object({
  text: z.string(),
  body: z.string().min(1),
  from: z.custom<PhoneE164>((value) => typeof value === 'string'),
});

/** 30 s: Twilio's list of messages shows an accepted one by then. */
const ASK_AGAIN_MS = 30_000;
/** 12 tries take some 40 minutes at their growing pauses; after that a text is no longer news to anybody. */
const MAX_SEND_ATTEMPTS = 12;
/** 10 minutes: a carrier that is away for an hour must not be asked every second, nor a text wait for hours. */
const LONGEST_PAUSE_MS = 10 * 60_000;

function textOf(promise: Claimed): TextToSend & { readonly text: string } {
  const { text, body, from } = textPayload.parse(promise.payload);
  return { text, body, from, to: promise.recipient as PhoneE164, promiseId: promise.id };
}

/** The same words to the same phone may be another promise, long kept. */
async function seekText(promise: Claimed, { texts, sql }: KeeperTools): Promise<Kept | null> {
  const text = textOf(promise);
  const since = promise.created_at;
  const others = await idsOfOthers(sql, { ...text, orgId: promise.org_id, since });
  const found = await texts.findText(text, since, others);
  if (found.kind === 'absent') return null;
  if (found.kind === 'unknown') return { kind: 'unknown', afterMs: ASK_AGAIN_MS, reason: found.reason };
  return { kind: 'kept', providerId: found.providerId, status: found.status };
}

async function keepText(promise: Claimed, tools: KeeperTools): Promise<Kept> {
  const { texts, log, clock, ring } = tools;
  const { text: name, ...text } = textOf(promise);
  // A landline does not become a mobile by trying: no second attempt (P-09).
  if (promise.untextable_code !== null) {
    const reason = wordsFor(promise.untextable_code) ?? '';
    const event = { type: 'TEXT_FAILED', text: name, reason: `${promise.untextable_code} ${reason}` };
    return { kind: 'final', code: promise.untextable_code, reason, event };
  }
  const window = promise.is_answer
    ? null
    : sendingWindow(clock.now(), timeZoneOf(promise.recipient, promise.time_zone));
  if (window && !window.isOpen) return { kind: 'waits', until: window.opensAt };
  const validity = window ? { validForS: validityS(window.leftMs) } : {};
  const outcome = await texts.sendText({ ...text, ...validity });
  log.info(
    { promiseId: promise.id, orgId: promise.org_id, text: name, decision: outcome.kind },
    'twilio.messaging',
  );
  await alertAbout(outcome, promise, ring);
  return decide(outcome, promise, name);
}

/** What a person must put right: our registration, a missing route, a filter; and credentials, once trying is over. */
async function alertAbout(outcome: SendOutcome, promise: Claimed, ring: Ring): Promise<void> {
  const isLastTry = outcome.kind === 'retry' && promise.attempts >= MAX_SEND_ATTEMPTS;
  if (!(outcome.kind === 'final' && outcome.alert) && !isLastTry) return;
  const { code, reason } = outcome;
  await ring('text_not_sent', { orgId: promise.org_id, promiseId: promise.id, code, reason });
}

function decide(outcome: SendOutcome, promise: Claimed, text: string): Kept {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'kept', providerId: outcome.providerId, status: outcome.status };
    case 'unknown':
      return { kind: 'unknown', afterMs: ASK_AGAIN_MS, reason: outcome.reason };
    case 'retry':
      if (promise.attempts < MAX_SEND_ATTEMPTS) {
        return { ...outcome, afterMs: growingPauseMs(outcome.afterMs, promise.attempts) };
      }
      return { ...outcome, kind: 'final', event: { type: 'TEXT_FAILED', text, reason: outcome.reason } };
    case 'final': {
      const { code, reason, isOptOut } = outcome;
      return {
        kind: 'final',
        code,
        reason,
        isOptOut,
        event: { type: 'TEXT_FAILED', text, reason: `${code} ${reason}` },
      };
    }
    default:
      return outcome satisfies never;
  }
}

/** Twice as long each time. The carrier's own pause is the least one: quiet hours last until the morning. */
function growingPauseMs(leastMs: number, attempts: number): number {
  return Math.max(leastMs, Math.min(LONGEST_PAUSE_MS, leastMs * 2 ** (attempts - 1)));
}

async function keepRefetch(promise: Claimed, { payments }: KeeperTools): Promise<Kept> {
  const { subscriptionId } = z.object({ subscriptionId: z.string() }).parse(promise.payload);
  const outcome = await refetchSubscription(payments, subscriptionId);
  if (outcome.kind === 'fetched') return { kind: 'kept', event: outcome.event };
  if (outcome.kind === 'final') return { kind: 'final', code: 'stripe', reason: outcome.reason };
  return { kind: 'retry', code: 'stripe', reason: outcome.reason, afterMs: stripePauseMs(promise.attempts) };
}

/** 1 s, 2 s, 4 s … at most 5 minutes; never given up, because a payer is waiting. */
function stripePauseMs(attempts: number): number {
  return Math.min(5 * 60_000, 1_000 * 2 ** Math.min(attempts - 1, 10));
}

/** Nobody is on the line: the call only has to reach the owner's phone and be forwarded from there. */
const SILENT_CALL = '<Response><Pause length="10"/><Hangup/></Response>';
/** 40 s: phones forward after 20 to 30 s of ringing. */
const TEST_CALL_RING_S = 40;

/** A second test call would ring the owner twice, so one that may have been placed counts as failed. */
async function keepTestCall(promise: Claimed, { calls, onboardingNumber }: KeeperTools): Promise<Kept> {
  const failed = (code: string, reason: string): Kept => ({
    kind: 'final',
    code,
    reason,
    event: { type: 'TEST_CALL_FAILED', reason },
  });
  if (promise.was_unknown) return failed('unknown', 'nobody knows whether the call was placed');
  const outcome = await calls.placeCall({
    from: onboardingNumber,
    to: promise.recipient as PhoneE164,
    twiml: SILENT_CALL,
    ringSeconds: TEST_CALL_RING_S,
  });
  if (outcome.kind === 'placed') {
    return {
      kind: 'kept',
      providerId: outcome.callSid,
      event: { type: 'TEST_CALL_PLACED', callSid: outcome.callSid },
    };
  }
  if (outcome.kind === 'retry' && promise.attempts < 3) return outcome;
  return failed(outcome.kind === 'unknown' ? 'unknown' : outcome.code, outcome.reason);
}
