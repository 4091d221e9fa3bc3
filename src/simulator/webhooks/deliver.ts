/** Every webhook leaves through `deliver`: the truth or a lie, tries and retries, the journal and the record. */
import { randomUUID } from 'node:crypto';
import type { Background } from '../background.ts';
import type { Journal, WebhookKind, WebhookRecord } from '../journal.ts';
import type { Lies, WebhookLie } from '../lies/index.ts';
import type { NetworkRecord } from '../record/index.ts';
import type { RetryReason, RetryRule } from './overrides.ts';
import { type Delivery, recordArrival, recordEnd, recordTry } from './record-delivery.ts';
import { request } from './request.ts';
import type { Targets } from './targets.ts';
import { createTurnstile } from './turnstile.ts';

/** A webhook that is signed and ready to go. */
export interface OutgoingWebhook {
  readonly kind: WebhookKind;
  readonly method: 'GET' | 'POST';
  /** Without fragment and without `user:password@`. */
  readonly url: string;
  /** Asked at every try. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
  readonly retry: RetryRule;
  /** How it is bent on its way; null brings it as it is. */
  readonly lie: WebhookLie | null;
}

/** Resolves with the last try; never rejects because of the other side. */
export type Deliver = (webhook: OutgoingWebhook) => Promise<WebhookRecord>;

/** Node's listen backlog is 511; half of it leaves room for the service's other clients. */
const mostAtOnce = 256;

/** Nobody waits for the answers to these, so one that is held back must not hold up what comes after it. */
const unheard: ReadonlySet<WebhookKind> = new Set(['sms-status', 'voice-status', 'recording-status']);

export function createDeliver(parts: {
  journal: Journal;
  background: Background;
  now: () => Date;
  lies: Lies;
  record: NetworkRecord;
  targets: Targets;
}): Deliver {
  const { journal, background, now, lies, record, targets } = parts;
  const turnstile = createTurnstile(mostAtOnce);

  return async function deliver(webhook) {
    const delivery: Delivery = { webhook, isTaken: false };
    if (webhook.lie) lies.told(webhook.lie);
    recordArrival(record, webhook);
    const { heard, whole } = begin(delivery);
    background.run('deliver a webhook', async () => {
      await whole;
      recordEnd(record, delivery);
    });
    return heard;
  };

  /** `heard` is what the sender learns; `whole` ends when nothing of this webhook is under way any more. */
  function begin(delivery: Delivery): { heard: Promise<WebhookRecord>; whole: Promise<unknown> } {
    const { webhook } = delivery;
    const { lie } = webhook;
    if (lie?.way === 'repeat') return tryOften(delivery, lie);
    if (lie?.way === 'hold') {
      const late = lies.hold(lie).then(() => tryAll(delivery));
      const heard: WebhookRecord = { ...unsent(webhook), failure: 'held' };
      return { heard: unheard.has(webhook.kind) ? Promise.resolve(heard) : late, whole: late };
    }
    const only = lie?.way === 'drop' ? drop(delivery) : tryAll(delivery);
    return { heard: only, whole: only };
  }

  async function drop(delivery: Delivery): Promise<WebhookRecord> {
    const dropped: WebhookRecord = { ...unsent(delivery.webhook), failure: 'dropped' };
    note(delivery, dropped, 1);
    return dropped;
  }

  /** The sender hears of the first copy; the others may come after what it sends next. */
  function tryOften(
    delivery: Delivery,
    { copies, isAtOnce }: { copies: number; isAtOnce: boolean },
  ): { heard: Promise<WebhookRecord>; whole: Promise<unknown> } {
    const heard = tryAll(delivery);
    const all: Promise<unknown>[] = [heard];
    for (let copy = 2; copy <= copies; copy += 1) {
      const before = isAtOnce ? Promise.resolve() : all.at(-1);
      all.push(Promise.resolve(before).then(() => tryAll(delivery, copy)));
    }
    return { heard, whole: Promise.all(all) };
  }

  async function tryAll(delivery: Delivery, copy = 1): Promise<WebhookRecord> {
    const { lie, retry } = delivery.webhook;
    const cuts = lie?.way === 'cut' ? lie.cuts : 0;
    for (let attempt = 1; ; attempt += 1) {
      const found = await turnstile.pass(() => tryOnce(delivery.webhook, attempt, attempt <= cuts));
      background.signal.throwIfAborted();
      note(delivery, found, copy);
      const reason = retryReason(found);
      if (reason === null || !retry.reasons.has(reason) || attempt > retry.retries) return found;
    }
  }

  async function tryOnce(webhook: OutgoingWebhook, attempt: number, isCut: boolean): Promise<WebhookRecord> {
    const started = performance.now();
    const asked = unsent(webhook, attempt);
    const { timeoutMs } = webhook.retry;
    const urls = targets.of(webhook.url);
    const { method, headers, body } = asked;
    const { signal } = background;
    const answer = await request({ method, headers, body, urls, timeoutMs, signal, isCut });
    return { ...asked, ...answer, ms: Math.round(performance.now() - started) };
  }

  function unsent(webhook: OutgoingWebhook, attempt = 1): WebhookRecord {
    const { kind, method, url, fields, body, lie } = webhook;
    const headers = webhook.headers();
    const nothing = {
      node: null,
      status: null,
      unreadStatus: null,
      failure: null,
      answer: '',
      answerType: '',
    };
    const id = randomUUID();
    return {
      ...{ id, kind, at: now(), method, url, headers, fields, body, attempt },
      ...{ ...nothing, ms: 0, lie: lie?.kind ?? null },
    };
  }

  function note(delivery: Delivery, found: WebhookRecord, copy: number): void {
    journal.addWebhook(found);
    recordTry(record, found, copy);
    if (!wasTaken(found)) return;
    delivery.isTaken = true;
    lies.delivered(delivery.webhook);
  }
}

/** Twilio or Stripe has read a 2xx. */
export function wasAccepted(record: WebhookRecord): boolean {
  return isSuccess(record.status);
}

/** The service has answered 2xx, whether or not anybody has read it. */
export function wasTaken(record: WebhookRecord): boolean {
  return isSuccess(record.status) || isSuccess(record.unreadStatus);
}

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

function retryReason(record: WebhookRecord): RetryReason | null {
  if (record.failure === 'timeout') return 'rt';
  if (record.failure === 'connection') return 'ct';
  if (record.status === null || record.status < 400) return null;
  return record.status < 500 ? '4xx' : '5xx';
}
