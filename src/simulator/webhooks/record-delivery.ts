/** Writes what becomes of a webhook into the network's record: its tries, and what a person's text came to. */
import type { WebhookRecord } from '../journal.ts';
import type { NetworkRecord, RecordFact } from '../record/index.ts';
import type { OutgoingWebhook } from './deliver.ts';

/** A webhook under way, with all its tries and repeats. */
export interface Delivery {
  readonly webhook: OutgoingWebhook;
  /** Answered 2xx at least once, read or unread. */
  isTaken: boolean;
}

export function recordArrival(record: NetworkRecord, { kind, fields }: OutgoingWebhook): void {
  if (kind !== 'sms') return;
  const { MessageSid: sid = '', From: from = '', To: to = '', Body: body = '' } = fields;
  record.append({ type: 'text_in', sid, from, to, body });
}

export function recordEnd(record: NetworkRecord, { webhook, isTaken }: Delivery): void {
  const { kind, fields } = webhook;
  if (kind === 'sms') record.append({ type: 'text_in_over', sid: fields.MessageSid ?? '', isTaken });
}

type Outcome = Extract<RecordFact, { type: 'webhook' }>['outcome'];

export function recordTry(record: NetworkRecord, found: WebhookRecord, copy: number): void {
  const { kind, fields, url, node, attempt, lie } = found;
  record.append({
    type: 'webhook',
    kind,
    sid: fields.MessageSid ?? fields.CallSid ?? fields.id ?? '',
    about: fields.MessageStatus ?? fields.CallStatus ?? fields.type ?? '',
    url,
    node,
    attempt,
    copy,
    outcome: outcomeOf(found),
    status: found.status ?? found.unreadStatus,
    lie,
  });
}

function outcomeOf({ failure, unreadStatus }: WebhookRecord): Outcome {
  if (unreadStatus !== null) return 'unread';
  if (failure === 'timeout') return 'timeout';
  if (failure === 'dropped') return 'dropped';
  return failure === null ? 'answered' : 'no_connection';
}
