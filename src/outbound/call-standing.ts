/** What a program that asked for a call sees of it: what it waits for, what was said, and what follows from it. */
import type { CallLabel } from '../../machines/call-outcome/labels.ts';
import type { WaitsFor } from './types.ts';

export interface CallStanding {
  readonly callId: string;
  readonly phone: string;
  readonly name: string | null;
  readonly callType: string | null;
  /** The company's id of the agent that speaks; null on an inbound call that was refused. */
  readonly assistantId: string | null;
  /** Why it is there: `request`, `batch`, `retry`, `follow_up`, `inbound`. */
  readonly origin: string;
  readonly batchId: string | null;
  /** 1 is the first try. */
  readonly attempt: number;
  /** The call that it was made for: the one that nobody answered, the one that asked for a follow-up. */
  readonly follows: string | null;
  readonly status: string;
  /** While it is queued; null otherwise. */
  readonly waitsFor: WaitsFor | null;
  /** No dialling before this moment; null: none is set. */
  readonly notBefore: Date | null;
  /** By which their hours are judged. */
  readonly timeZone: string;
  readonly label: CallLabel | null;
  /** The words that the label was read from, or the key that was pressed; null where a tool said so. */
  readonly evidence: string | null;
  /** What the agent noted. */
  readonly notes: string | null;
  readonly summary: string | null;
  readonly endReason: string | null;
  readonly durationS: number | null;
  readonly createdAt: Date;
  readonly dialledAt: Date | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** Nobody answered, and they are tried again. */
  readonly nextTry: {
    readonly callId: string;
    readonly attempt: number;
    readonly status: string;
    /** Meant while it is queued. */
    readonly notBefore: Date;
  } | null;
  /** They were promised to hear from us again; `callId` is the call that it became. */
  readonly followUp: {
    readonly channel: 'call' | 'text';
    readonly scheduledFor: Date;
    readonly words: string | null;
    readonly status: 'pending' | 'done' | 'cancelled';
    readonly callId: string | null;
  } | null;
  /** They want to be rung by a person; the owner was told. */
  readonly callback: {
    readonly name: string | null;
    readonly reason: string | null;
    readonly preferredTime: string | null;
    readonly status: 'pending' | 'done';
    readonly requestedAt: Date;
  } | null;
}

/** Why this phone is not rung any more; null: it may be. */
export interface DoNotCall {
  readonly since: Date;
  readonly words: string | null;
  readonly source: string | null;
}
