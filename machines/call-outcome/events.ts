/** What can happen to a call that the service places. */
import type { CallLabel, CallType } from './labels.ts';

/** One thing that was said. `user` is the called person. */
export interface Turn {
  readonly role: 'agent' | 'user';
  readonly text: string;
}

/** How far the company says that the call has come. `failed`: nobody was reached, or it broke. */
export type ReportedStatus = 'initiated' | 'in-progress' | 'processing' | 'done' | 'failed';

/** Why nobody was reached, where the company says so. */
export type NotReached = 'no_answer' | 'busy' | 'failed';

/** All that is known of a call, by webhook or by asking: the same shape, so that it does not matter which came first. */
export interface CallReport {
  readonly conversationId: string;
  readonly callSid: string | null;
  /** Our own id of the dialling, from its dynamic variables; null when they were not told. */
  readonly callId: string | null;
  readonly status: ReportedStatus;
  /** Set when `status` is `failed` and nobody was spoken to. */
  readonly notReached: NotReached | null;
  /** The company's words for why it ended; empty while it runs. */
  readonly endReason: string | null;
  readonly turns: readonly Turn[];
  /** Keys that were pressed, in order; null: none, or not told. */
  readonly dtmf: string | null;
  readonly summary: string | null;
  readonly durationS: number | null;
}

/** The call that is being dialled, as its row says. */
export interface TakenCall {
  readonly callId: string;
  readonly callType: CallType;
  readonly agentId: string;
  /** 1 is the first try. */
  readonly attempt: number;
  /** Of the called person. */
  readonly timeZone: string;
  readonly name: string | null;
  readonly variables: Readonly<Record<string, string>>;
}

export type FollowUpChannel = 'call' | 'text';

/** What a step learned about a call; what is left out stays as it is. */
export interface CallChange {
  readonly status?:
    | 'answered'
    | 'completed'
    | 'no_answer'
    | 'busy'
    | 'failed'
    | 'unclear'
    | 'cancelled'
    | 'do_not_call';
  readonly conversationId?: string;
  readonly callSid?: string | null;
  readonly endReason?: string | null;
  readonly label?: CallLabel;
  /** The words that the label was read from, or the key that was pressed. */
  readonly evidence?: string | null;
  /** What the agent noted by its tool. */
  readonly notes?: string | null;
  readonly summary?: string | null;
  readonly durationS?: number | null;
}

/** What the agent says by a tool, parsed by the door. */
export type ToolUse =
  | { readonly tool: 'log_call_outcome'; readonly label: CallLabel; readonly notes: string | null }
  | {
      readonly tool: 'create_callback';
      readonly name: string | null;
      readonly reason: string | null;
      readonly preferredTime: string | null;
    }
  | { readonly tool: 'set_do_not_call'; readonly reason: string | null }
  | {
      readonly tool: 'schedule_followup';
      /** ISO 8601. */
      readonly at: string;
      readonly channel: FollowUpChannel;
      readonly notes: string | null;
    };

/** Why a call was not dialled at the last moment. `cancelled`: its batch was. */
export type HeldBack = 'window' | 'flag' | 'do_not_call' | 'cancelled';

export type CallOutcomeEvent =
  /** A queued call has a turn: it is weighed, and dialled if everything allows it. */
  | { type: 'CALL_DUE'; callId: string }
  | { type: 'CALL_TAKEN'; call: TakenCall }
  /** Not now: its row waits (window, daily limit, slot). */
  | { type: 'CALL_PUT_OFF'; callId: string; waitsFor: string }
  /** Never: its row is closed with the reason. */
  | { type: 'CALL_STOPPED'; callId: string; reason: string }
  | { type: 'CALL_PLACED'; callId: string; conversationId: string; callSid: string | null }
  | { type: 'CALL_NOT_PLACED'; callId: string; code: string; reason: string }
  /** `until` ISO 8601; null: nobody knows. */
  | { type: 'CALL_HELD_BACK'; callId: string; why: HeldBack; until: string | null }
  /** Nobody knows what became of it, and nobody will. */
  | { type: 'CALL_LOST'; callId: string; reason: string }
  | { type: 'CALL_REPORTED'; callId: string; report: CallReport }
  | { type: 'TOOL_CALLED'; callId: string; conversationId: string; use: ToolUse }
  /** A text that was promised for now. */
  | { type: 'FOLLOW_UP_DUE'; followUpId: string; callType: CallType }
  | { type: 'TEXT_FAILED'; text: string; reason: string };
