/** The rows that one transaction writes, in the names of their columns: they travel to the statement as JSON. */

import type { CallWrite } from '../../calls/index.ts';
import type { MessageRow } from '../../messages/index.ts';

/** Null leaves a column as it is. */
export interface OrganizationUpdate {
  readonly id: string;
  readonly name: string | null;
  readonly owner_name: string | null;
  readonly trade: string | null;
  readonly location: string | null;
  readonly notification_preference: string | null;
  readonly onboarded_at: string | null;
}

/** Born with what the same batch learned: parts of one statement do not see each other's rows, so no update follows. */
export interface OrganizationInsert extends OrganizationUpdate {
  readonly owner_phone: string;
  readonly region: string;
  readonly pay_token: string;
}

export interface EventInsert {
  readonly id: string;
  readonly provider: string;
  readonly provider_event_id: string;
  readonly kind: string;
  readonly org_id: string | null;
  readonly lane: string;
  readonly payload: unknown;
  readonly answer: string;
  readonly status: 'handled' | 'pending';
  readonly outcome: string;
  readonly received_at: string;
}

export interface ConversationUpdate {
  readonly id: string;
  readonly machine_version: number;
  readonly state: string;
  readonly context: unknown;
  readonly step: number;
}

export interface ConversationInsert extends ConversationUpdate {
  readonly org_id: string;
  readonly our_number: string;
  readonly their_number: string;
  readonly machine: string;
}

export interface TransitionInsert {
  readonly conversation_id: string;
  readonly org_id: string;
  readonly step: number;
  readonly inbound_event_id: string;
  readonly event: unknown;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly effects: unknown;
  readonly at: string;
}

export interface PromiseInsert {
  readonly id: string;
  readonly org_id: string | null;
  readonly conversation_id: string | null;
  readonly machine: string | null;
  readonly kind: string;
  readonly lane: string;
  readonly recipient: string;
  readonly payload: unknown;
  readonly status: 'due' | 'suppressed';
  /** Unset: it is one. */
  readonly is_answer?: boolean;
  /** Unset: nobody collects traces. */
  readonly trace_parent?: string;
}

export interface TimerWrite {
  readonly conversation_id: string;
  readonly name: string;
  readonly org_id: string;
  readonly step: number;
  readonly event: unknown;
  readonly delay_ms: number;
  readonly after_promise: string | null;
  readonly due_at: string | null;
}

export interface ReceiptWrite {
  readonly promise_id: string | null;
  readonly provider_id: string;
  readonly status: string;
  readonly rank: number;
  readonly error_code: string | null;
  readonly error_meaning: string | null;
}

export interface WakeUp {
  readonly identifier: string;
  readonly payload: Record<string, unknown>;
  readonly job_key: string;
}

/** Everything that one transaction writes. */
export interface Writes {
  readonly newOrganizations: readonly OrganizationInsert[];
  readonly organizations: readonly OrganizationUpdate[];
  readonly events: readonly EventInsert[];
  /** Events that were stored as pending before and are handled now. */
  readonly finishedEvents: readonly { id: string; org_id: string | null; outcome: string }[];
  readonly newConversations: readonly ConversationInsert[];
  readonly conversations: readonly ConversationUpdate[];
  readonly transitions: readonly TransitionInsert[];
  readonly promises: readonly PromiseInsert[];
  readonly messages: readonly MessageRow[];
  readonly timersToCancel: readonly { conversation_id: string; name: string }[];
  readonly timersToSet: readonly TimerWrite[];
  readonly receipts: readonly ReceiptWrite[];
  readonly calls: readonly CallWrite[];
  readonly wakeUps: readonly WakeUp[];
}
