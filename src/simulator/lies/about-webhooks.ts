/** Which lie is told about a webhook of Twilio, and how it is told. Decides only; `webhooks/deliver.ts` does it. */
import type { WebhookKind } from '../journal.ts';
import type { LieKind } from './kinds.ts';
import type { Liar } from './liar.ts';
import type { Names } from './names.ts';

/** How a webhook is bent. `name` is what the lie is about, the same in every run of one play. */
export type WebhookLie = { readonly kind: LieKind; readonly name: string } & (
  | { readonly way: 'drop' }
  | { readonly way: 'repeat'; readonly copies: number; readonly isAtOnce: boolean }
  /** Held back for `ms` of the network's time, or until something has passed. */
  | { readonly way: 'hold'; readonly ms: number; readonly until?: string }
  /** The answers to the first `cuts` tries are not read. */
  | { readonly way: 'cut'; readonly cuts: number }
);

export interface LyingWebhook {
  readonly kind: WebhookKind;
  /** Without a fragment. */
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  /** One for each webhook; its tries share it. */
  readonly token: string;
}

const mayGoWrong = ['webhook_repeat', 'webhook_delay', 'webhook_drop', 'webhook_cut'] as const;
/** Somebody listens: a call cannot be held until another one comes. */
const spoken: ReadonlySet<WebhookKind> = new Set(['voice', 'voice-action', 'elevenlabs-tool']);
const receiptLies = ['receipt_reorder', 'receipt_repeat', 'receipt_drop', 'receipt_failed'] as const;

/** Half a minute is what people have seen Twilio take. */
const DELAY_MS = { from: 20, to: 30_000 };
/** So that nothing waits for ever for a later one that never comes. */
const LONGEST_HOLD_MS = 30_000;

export function lieAboutWebhook(liar: Liar, names: Names, webhook: LyingWebhook): WebhookLie | null {
  if (webhook.kind === 'sms-status') return lieAboutReceipt(liar, names, webhook);
  const name = nameOf(names, webhook);
  const candidates = spoken.has(webhook.kind) ? mayGoWrong : ([...mayGoWrong, 'webhook_reorder'] as const);
  return bend(liar, liar.choose(candidates, name), name, passing(webhook));
}

function lieAboutReceipt(liar: Liar, names: Names, webhook: LyingWebhook): WebhookLie | null {
  const { MessageSid = '', MessageStatus = '', From = '', To = '' } = webhook.fields;
  const name = textName(names, { sid: MessageSid, from: From, to: To });
  const kind = liar.choose(receiptLies, `receipts of ${name}`);
  const about = `${MessageStatus} of ${name}`;
  if (kind === 'receipt_failed') return null;
  if (kind === 'receipt_reorder') {
    const until = endOf(MessageSid);
    return MessageStatus === 'sent' ? { kind, name: about, way: 'hold', ms: LONGEST_HOLD_MS, until } : null;
  }
  return bend(liar, kind ?? liar.choose(['webhook_delay', 'webhook_cut'], about), about, '');
}

/** The code with which the carrier gives a text up, or null. Asked when the text is about to reach the phone. */
export function carrierFailure(
  liar: Liar,
  names: Names,
  text: { readonly sid: string; readonly from: string; readonly to: string },
): { readonly code: number; readonly name: string } | null {
  const name = textName(names, text);
  if (liar.choose(receiptLies, `receipts of ${name}`) !== 'receipt_failed') return null;
  const at = Math.floor(liar.throw('receipt_failed', name, 'code') * carrierCodes.length);
  return { code: carrierCodes[at] ?? 30003, name };
}

/** Unreachable, filtered, unknown number, landline, no reason given; the passing ones are the common ones. */
const carrierCodes = [30003, 30003, 30008, 30008, 30007, 30005, 30006];

/** Whether later texts of this writer may pass this one. Asked in the order in which they were written. */
export function isOvertaken(
  liar: Liar,
  names: Names,
  text: { readonly sid: string; readonly from: string; readonly to: string },
): boolean {
  const chosen = liar.choose([...mayGoWrong, 'webhook_reorder'], `sms ${textName(names, text)}`);
  return chosen === 'webhook_reorder';
}

/** What a delivered webhook lets pass: those that wait for one to the same URL, or for the end of the same text. */
export function passing({ kind, url, fields }: Pick<LyingWebhook, 'kind' | 'url' | 'fields'>): string {
  if (kind === 'sms-status') return hasEnded(fields) ? endOf(fields.MessageSid ?? '') : '';
  return `POST ${url.split('?')[0]}`;
}

const endOf = (sid: string) => `end of ${sid}`;
const hasEnded = ({ MessageStatus }: LyingWebhook['fields']) =>
  MessageStatus === 'delivered' || MessageStatus === 'undelivered';

export function bend(liar: Liar, kind: LieKind | null, name: string, until: string): WebhookLie | null {
  const dice = (question: string) => (kind ? liar.throw(kind, name, question) : 0);
  switch (kind) {
    case 'webhook_drop':
    case 'receipt_drop':
      return { kind, name, way: 'drop' };
    case 'webhook_repeat':
    case 'receipt_repeat':
    case 'stripe_repeat':
      return {
        kind,
        name,
        way: 'repeat',
        copies: dice('copies') < 0.5 ? 2 : 3,
        isAtOnce: dice('when') < 0.5,
      };
    case 'webhook_delay':
      return { kind, name, way: 'hold', ms: DELAY_MS.from * (DELAY_MS.to / DELAY_MS.from) ** dice('long') };
    case 'webhook_reorder':
      return { kind, name, way: 'hold', ms: LONGEST_HOLD_MS, until };
    case 'webhook_cut':
      return { kind, name, way: 'cut', cuts: dice('cuts') < 0.7 ? 1 : 2 };
    default:
      return null;
  }
}

function nameOf(names: Names, { kind, url, fields, token }: LyingWebhook): string {
  const { MessageSid, CallSid, From = '', To = '', CallStatus = '' } = fields;
  if (MessageSid) return `${kind} ${textName(names, { sid: MessageSid, from: From, to: To })}`;
  const call = names.of(CallSid ?? token, `call ${From} to ${To}`);
  return names.of(token, `${kind} ${CallStatus} ${new URL(url).pathname} of ${call}`);
}

function textName(names: Names, { sid, from, to }: { sid: string; from: string; to: string }): string {
  return names.of(sid, `text ${from} to ${to}`);
}
