/** Every webhook leaves through `deliver`: tries, time-outs, retries and the journal are here, and lies will be. */
import { randomUUID } from 'node:crypto';
import type { Background } from '../background.ts';
import type { Journal, WebhookFailure, WebhookKind, WebhookRecord } from '../journal.ts';
import type { RetryReason, RetryRule } from './overrides.ts';
import { createTurnstile } from './turnstile.ts';

/** A webhook that is signed and ready to go. */
export interface OutgoingWebhook {
  readonly kind: WebhookKind;
  readonly method: 'GET' | 'POST';
  /** Without fragment and without `user:password@`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
  readonly retry: RetryRule;
}

/** Resolves with the last try; never rejects because of the other side. */
export type Deliver = (webhook: OutgoingWebhook) => Promise<WebhookRecord>;

/** Node's listen backlog is 511; half of it leaves room for the service's other clients. */
const mostAtOnce = 256;

export function createDeliver(parts: { journal: Journal; background: Background; now: () => Date }): Deliver {
  const { journal, background, now } = parts;
  const turnstile = createTurnstile(mostAtOnce);

  return async function deliver(webhook) {
    for (let attempt = 1; ; attempt += 1) {
      const record = await turnstile.pass(() => tryOnce(webhook, attempt));
      background.signal.throwIfAborted();
      journal.addWebhook(record);
      const reason = retryReason(record);
      const again = reason !== null && webhook.retry.reasons.has(reason) && attempt <= webhook.retry.retries;
      if (!again) return record;
    }
  };

  async function tryOnce(webhook: OutgoingWebhook, attempt: number): Promise<WebhookRecord> {
    const at = now();
    const started = performance.now();
    const { kind, method, url, headers, fields, body } = webhook;
    const asked = { id: randomUUID(), kind, at, method, url, headers, fields, body, attempt };
    const elapsed = () => Math.round(performance.now() - started);
    try {
      const response = await fetch(url, {
        method,
        headers,
        signal: AbortSignal.any([background.signal, AbortSignal.timeout(webhook.retry.timeoutMs)]),
        ...(method === 'POST' ? { body } : {}),
      });
      const answer = await response.text();
      const answerType = response.headers.get('content-type') ?? '';
      return { ...asked, status: response.status, failure: null, answer, answerType, ms: elapsed() };
    } catch (error) {
      const failure = failureOf(error);
      return { ...asked, status: null, failure, answer: '', answerType: '', ms: elapsed() };
    }
  }
}

export function wasAccepted(record: WebhookRecord): boolean {
  return record.status !== null && record.status >= 200 && record.status < 300;
}

function failureOf(error: unknown): WebhookFailure {
  return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'connection';
}

function retryReason(record: WebhookRecord): RetryReason | null {
  if (record.failure) return record.failure === 'timeout' ? 'rt' : 'ct';
  if (record.status === null || record.status < 400) return null;
  return record.status < 500 ? '4xx' : '5xx';
}
