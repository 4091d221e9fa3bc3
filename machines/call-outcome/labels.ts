/** What a call can have come to, and the kinds of call that there are. */

/** In the order in which they win: who asks never to be called again has said so, whatever else they say. */
export const CALL_LABELS = ['DONT_CALL', 'ASK_AGENT', 'LATER', 'NO', 'YES', 'UNKNOWN'] as const;
export type CallLabel = (typeof CALL_LABELS)[number];

/** In the order in which the runbook lists them. */
export const CALL_TYPES = ['BILLING_REMINDER', 'APPOINTMENT_REMINDER', 'SHIPPING_UPDATE'] as const;
export type CallType = (typeof CALL_TYPES)[number];

export const TOOLS = ['log_call_outcome', 'create_callback', 'set_do_not_call', 'schedule_followup'] as const;
export type ToolName = (typeof TOOLS)[number];
