/** The journal of the wire: every webhook that went out and every API call that came in, newest last. */
import type { Feed } from './feed.ts';

/** What the webhook was about; also its label in the log of the page. */
export type WebhookKind =
  | 'sms'
  | 'sms-status'
  | 'voice'
  | 'voice-status'
  | 'voice-action'
  | 'recording-status'
  | 'stripe';

/** One try to deliver one webhook. */
export interface WebhookRecord {
  readonly id: string;
  readonly kind: WebhookKind;
  readonly at: Date;
  readonly method: 'GET' | 'POST';
  /** As called: without the fragment. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The form fields (Twilio), empty for JSON. */
  readonly fields: Readonly<Record<string, string>>;
  /** The raw body exactly as it was signed and sent. */
  readonly body: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** The HTTP status of the answer, or null when there was none. */
  readonly status: number | null;
  readonly failure: WebhookFailure | null;
  readonly answer: string;
  readonly answerType: string;
  readonly ms: number;
}

/** `connection`: nobody there. `timeout`: somebody there, no answer in time. */
export type WebhookFailure = 'connection' | 'timeout';

export interface ApiCallRecord {
  readonly id: string;
  readonly at: Date;
  readonly company: 'twilio' | 'stripe';
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  readonly ms: number;
}

export interface Journal {
  readonly webhooks: readonly WebhookRecord[];
  readonly apiCalls: readonly ApiCallRecord[];
  addWebhook(record: WebhookRecord): void;
  addApiCall(record: ApiCallRecord): void;
}

/** Enough for the longest trial; above it the oldest tenth is forgotten so that memory stays bounded. */
const keep = 50_000;

export function createJournal(feed: Feed): Journal {
  const webhooks: WebhookRecord[] = [];
  const apiCalls: ApiCallRecord[] = [];
  return {
    webhooks,
    apiCalls,
    addWebhook(record) {
      webhooks.push(record);
      if (webhooks.length > keep) webhooks.splice(0, keep / 10);
      feed.emit({ type: 'webhook', webhook: record });
    },
    addApiCall(record) {
      apiCalls.push(record);
      if (apiCalls.length > keep) apiCalls.splice(0, keep / 10);
      feed.emit({ type: 'api', api: record });
    },
  };
}
