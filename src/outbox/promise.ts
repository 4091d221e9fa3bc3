/** Turns an outside effect into a promise: a row that is committed with the step and kept by a worker afterwards. */
import type { MachineSpec, OutsideEffect, TextSettings } from '../../machines/step/index.ts';
import type { NewId } from '../platform/ids.ts';
import { countSegments } from '../values/segments.ts';

/** A text is a text, whoever it goes to. */
export type PromiseKind = Exclude<OutsideEffect['type'], 'textOwner'> | 'weighFailure' | 'tellAlert';

export interface PromiseRow {
  readonly id: string;
  readonly org_id: string | null;
  readonly conversation_id: string | null;
  readonly machine: string | null;
  readonly kind: PromiseKind;
  readonly lane: string;
  readonly recipient: string;
  readonly payload: Record<string, unknown>;
  readonly status: 'due' | 'suppressed';
  /** Somebody's own text or call asked for it; unset: it did. */
  readonly is_answer?: boolean;
  /** The place in the trace it was made for; unset while nobody collects traces. */
  readonly trace_parent?: string;
}

/** Who asks: the conversation whose machine had the effect, and whether its other party may be texted. */
export interface Promiser {
  readonly orgId: string;
  readonly conversationId: string;
  readonly ourNumber: string;
  readonly theirNumber: string;
  readonly isTextable: boolean;
  /** The organization's owner, and whether they may be texted. */
  readonly ownerPhone: string;
  readonly isOwnerTextable: boolean;
}

export interface PromiseTools {
  readonly newId: NewId;
  readonly settings: TextSettings;
}

/** The name of a sender's lane; the rate of a number is kept per lane. */
const SENDER_LANE = 'sms:';
export const senderLane = (number: string) => `${SENDER_LANE}${number}`;

/** The number whose texts the lane is for; null for a lane of anything else. */
export const senderOf = (lane: string) =>
  lane.startsWith(SENDER_LANE) ? lane.slice(SENDER_LANE.length) : null;

/** The lane of an organization's voice agent: dialling, and asking how far the calls are. */
const agentLane = (orgId: string) => `agent:${orgId}`;

/** Makes the row. A text to somebody who opted out is written down as suppressed and never leaves. */
export function promiseOf(
  effect: OutsideEffect,
  promiser: Promiser,
  spec: MachineSpec,
  tools: PromiseTools,
): PromiseRow {
  const row = {
    id: tools.newId(),
    org_id: promiser.orgId,
    conversation_id: promiser.conversationId,
    machine: spec.name,
    kind: effect.type === 'textOwner' ? ('sendText' as const) : effect.type,
    recipient: '',
    payload: effect.params as Record<string, unknown>,
    status: 'due' as const,
  };
  const textTo = (recipient: string, isAllowed: boolean) => {
    const { text, values = {} } = effect.params as { text: string; values?: Record<string, unknown> };
    const body = wordingOf(spec, text)(values, tools.settings);
    return {
      lane: senderLane(promiser.ourNumber),
      recipient,
      payload: { text, body, segments: countSegments(body).count, from: promiser.ourNumber },
      status: isAllowed ? ('due' as const) : ('suppressed' as const),
    };
  };
  switch (effect.type) {
    case 'sendText':
      return { ...row, ...textTo(promiser.theirNumber, promiser.isTextable) };
    case 'textOwner':
      return { ...row, ...textTo(promiser.ownerPhone, promiser.isOwnerTextable) };
    case 'refetchSubscription':
      return { ...row, lane: `stripe:${promiser.orgId}` };
    case 'placeTestCall':
      return { ...row, lane: `call:${promiser.orgId}`, recipient: promiser.theirNumber };
    case 'placeAgentCall': {
      const payload = { ...effect.params, from: promiser.ourNumber };
      return { ...row, lane: agentLane(promiser.orgId), recipient: promiser.theirNumber, payload };
    }
    // Its recipient is the call itself, so that no question waits for another; no phone is reached by it.
    case 'askAboutCall':
      return { ...row, lane: agentLane(promiser.orgId), recipient: effect.params.callId };
    case 'alertOperator':
      return { ...row, lane: 'alert' };
    default:
      return effect satisfies never;
  }
}

function wordingOf(spec: MachineSpec, name: string) {
  const wording = spec.texts[name];
  if (!wording) throw new Error(`${spec.name}: there is no wording "${name}"`);
  return wording;
}
