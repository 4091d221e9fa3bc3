/** The shapes of the room's verbs: what is asked, and what may come of it. Closed unions; a failure of the database throws. */
import type { CallReport } from '../../machines/call-outcome/events.ts';
import type { CallLabel, CallType, ToolName } from '../../machines/call-outcome/labels.ts';
import type { Advance } from '../inbox/delivery.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { NewId } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';
import type { CountryCode } from '../values/phone.ts';
import type { OutboundTerms } from './terms.ts';

export interface OutboundTools {
  readonly sql: Sql;
  readonly advance: Advance;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly terms: OutboundTerms;
  /** Of numbers that are written without a country. */
  readonly defaultCountry: CountryCode;
}

/** Where a call comes from and what it is about. */
export interface CallTopic {
  readonly orgId: string;
  readonly callType: CallType;
  /** E.164; unset: the organization's own. */
  readonly ourNumber?: string | undefined;
  /** Unset: the organization's own for this kind of call, else its own for all, else the product's. */
  readonly agentId?: string | undefined;
}

export interface CallRequest extends CallTopic {
  /** UUID of the caller's own: asked twice with the same one it is one call. Unset: a new one. */
  readonly callId?: string | undefined;
  /** As it was written. */
  readonly phone: string;
  readonly name?: string | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** False: the caller of the API says that this person has not agreed. Unset: they vouch for it (organization's policy). */
  readonly hasConsent?: boolean | undefined;
}

/**
 * `disabled`, `not_canary`: the flags; `bad_phone`: not a phone number; `no_number`, `no_agent`: neither named nor there;
 * `foreign_number`, `foreign_agent`: another organization's, or nobody's; `do_not_call`: the ledger; `no_consent` (P-15).
 */
export type CallRefusal =
  | 'disabled'
  | 'not_canary'
  | 'bad_phone'
  | 'no_number'
  | 'foreign_number'
  | 'no_agent'
  | 'foreign_agent'
  | 'do_not_call'
  | 'no_consent';

/** What a queued call waits for; `turn`: nothing but its turn. */
export type WaitsFor = 'turn' | 'window' | 'daily_limit' | 'slot' | 'earlier_call' | 'retry' | 'flag';

export type RequestOutcome =
  | {
      readonly kind: 'accepted';
      readonly callId: string;
      /** `queued`, `dialling`, or whatever became of it meanwhile. */
      readonly status: string;
      /** Why it is not dialled yet; null once it is. */
      readonly waitsFor: WaitsFor | null;
      /** No dialling before this moment, ISO 8601; null: none is set. */
      readonly notBefore: string | null;
    }
  | { readonly kind: 'refused'; readonly reason: CallRefusal };

export interface NewBatch extends CallTopic {
  /** UUID of the caller's own; unset: a new one. */
  readonly batchId?: string | undefined;
  readonly name: string;
  readonly source: 'json' | 'csv';
}

export type BatchOutcome =
  | { readonly kind: 'created'; readonly batchId: string }
  | {
      readonly kind: 'refused';
      readonly reason: Exclude<CallRefusal, 'bad_phone' | 'do_not_call' | 'no_consent'>;
    };

export interface NewRecipient {
  /** 1-based row of the file or list; unique in its batch. */
  readonly position: number;
  readonly name: string | null;
  /** As it was written. */
  readonly phone: string;
  /** Why the row cannot be read: it is kept as invalid. */
  readonly problem?: string | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly hasConsent?: boolean | undefined;
}

/** What became of one chunk. Each recipient counts once. */
export interface ChunkCounts {
  readonly added: number;
  readonly skippedDoNotCall: number;
  readonly noConsent: number;
  readonly duplicates: number;
  readonly invalid: number;
}

/** A row of a list that can never be called, and why: it is no phone number, or there already. */
export interface RowProblem {
  readonly position: number;
  readonly error: string;
}

/** Which batch of which organization. Any batch that is not the organization's own is `foreign`, existing or not. */
export interface BatchRef {
  readonly orgId: string;
  readonly batchId: string;
}

/** `failed`: its list was not taken in to the end, so nobody on it is called. */
export type BatchStatus = 'importing' | 'queueing' | 'running' | 'completed' | 'cancelled' | 'failed';

export interface BatchProgress {
  readonly batchId: string;
  readonly name: string;
  readonly callType: CallType;
  readonly status: BatchStatus;
  /** Why it failed, in words for whoever asked for it. */
  readonly endReason: string | null;
  readonly recipients: number;
  readonly skippedDoNotCall: number;
  readonly noConsent: number;
  readonly duplicates: number;
  readonly invalid: number;
  /** Recipients by the status of their latest dialling. */
  readonly calls: Readonly<
    Record<
      | 'queued'
      | 'dialling'
      | 'answered'
      | 'completed'
      | 'noAnswer'
      | 'busy'
      | 'failed'
      | 'unclear'
      | 'cancelled'
      | 'blocked',
      number
    >
  >;
  /** Of those completed, by label. */
  readonly labels: Readonly<Record<CallLabel, number>>;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface RecipientResult {
  readonly position: number;
  readonly name: string | null;
  /** As it was written. */
  readonly written: string;
  readonly phone: string | null;
  /** `pending` (not started), `do_not_call`, `no_consent`, `duplicate`, `invalid`, `cancelled`, else the status of the latest dialling. */
  readonly status: string;
  readonly attempts: number;
  readonly label: CallLabel | null;
  readonly endReason: string | null;
  readonly error: string | null;
  readonly callId: string | null;
  readonly endedAt: Date | null;
}

/** What a webhook or a poll told of a call. */
export interface CallNews {
  /** What makes it the same news: the door names it. */
  readonly eventId: string;
  readonly report: CallReport;
  readonly receivedAt: Date;
}

export interface ToolCall {
  readonly conversationId: string;
  /** Our own id of the dialling, where the tool is set up to send it; it may be known before the conversation is. */
  readonly callId?: string | undefined;
  /** The company's id of this use, or what else makes it the same one. */
  readonly toolCallId: string;
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export type ToolOutcome =
  | { readonly kind: 'done'; readonly tool: ToolName; readonly isRepeated: boolean }
  | { readonly kind: 'not_allowed' }
  | { readonly kind: 'unknown_call' }
  | { readonly kind: 'not_live' }
  | { readonly kind: 'bad_params'; readonly problem: string };

export interface InboundCall {
  readonly conversationId: string | null;
  readonly callSid: string | null;
  readonly ourNumber: string;
  /** Who calls, E.164 or the word for a withheld number. */
  readonly caller: string;
}
