/** The journal of the wire: every webhook that went out and every API call that came in, newest last. */
import type { Feed } from './feed.ts';
import type { LieKind } from './lies/kinds.ts';

/** What the webhook was about; also its label in the log of the page. */
export type WebhookKind =
  | 'sms'
  | 'sms-status'
  | 'voice'
  | 'voice-status'
  | 'voice-action'
  | 'recording-status'
  | 'stripe'
  | 'elevenlabs'
  | 'elevenlabs-tool';

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
  /** The status of an answer that was cut off before anybody had read it. */
  readonly unreadStatus: number | null;
  readonly failure: WebhookFailure | null;
  readonly answer: string;
  readonly answerType: string;
  readonly ms: number;
  /** The origin that was called; null when nothing was. */
  readonly node: string | null;
  /** What was lied about it. */
  readonly lie: LieKind | null;
}

/**
 * `connection`: nobody there, or gone before the answer was read. `timeout`: somebody there, no answer in time.
 * `dropped`: never sent. `held`: not yet sent.
 */
export type WebhookFailure = 'connection' | 'timeout' | 'dropped' | 'held';

/** Whose API was called. */
export type Company = 'twilio' | 'stripe' | 'elevenlabs';

export interface ApiCallRecord {
  readonly id: string;
  readonly at: Date;
  readonly company: Company;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Null when no answer was given. */
  readonly status: number | null;
  readonly ms: number;
  /** What was lied about it. */
  readonly lie: LieKind | null;
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
