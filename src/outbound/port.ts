/** What the product needs from the company whose voice agent speaks on its calls. A provider implements it. */
import type { CallReport } from '../../machines/call-outcome/events.ts';
import type { PhoneE164 } from '../values/phone.ts';

export type { CallReport, Turn } from '../../machines/call-outcome/events.ts';

export interface AgentCall {
  /** Our own id of this dialling. It travels along as the dynamic variable `call_id`, so that it can be looked for. */
  readonly callId: string;
  /** The company's id of the agent. */
  readonly agentId: string;
  readonly from: PhoneE164;
  readonly to: PhoneE164;
  /** What the agent may say: names, amounts, dates. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * `placed`: it rings or will; `retry`: certainly nobody was rung (429, no connection was made); `refused`: nobody was
 * rung and trying again changes nothing; `unknown`: nobody knows. After `unknown` a call is looked for, never dialled again.
 */
export type PlaceAgentOutcome =
  | { readonly kind: 'placed'; readonly conversationId: string; readonly callSid: string | null }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `absent` only if the company has answered, completely, that there is no such call. */
export type FindAgentCallOutcome =
  | { readonly kind: 'found'; readonly conversationId: string; readonly callSid: string | null }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string };

export type FetchCallOutcome =
  | { readonly kind: 'fetched'; readonly report: CallReport }
  | { readonly kind: 'absent' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string };

/** `gone`: the line was over already. */
export type HangUpOutcome =
  | { readonly kind: 'ended' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

export interface VoiceAgentCarrier {
  /** One request and never a second: a second one rings the phone twice. */
  placeCall(call: AgentCall): Promise<PlaceAgentOutcome>;
  /** Whether a call of which nobody knows was placed after all. `since`: when it was first tried. */
  findCall(call: AgentCall, since: Date): Promise<FindAgentCallOutcome>;
  fetchCall(conversationId: string): Promise<FetchCallOutcome>;
  /** Ends the telephone's leg (ruling 0d); a conversation is never deleted. */
  hangUp(callSid: string): Promise<HangUpOutcome>;
}
