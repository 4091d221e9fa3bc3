/** What the voice agents' company tells by itself, once it is known to be genuine. A provider reads it, a door brings it. */
import type { CallReport } from '../../machines/call-outcome/events.ts';

/** The telephone call behind a conversation, as far as the news says. */
export interface NewsEnds {
  readonly direction: 'inbound' | 'outbound' | null;
  /** As they were written. */
  readonly ourNumber: string | null;
  readonly theirNumber: string | null;
  readonly callSid: string | null;
}

/**
 * `report`: how a call has come out; `announced`: that one began or ended, on which nothing depends (ruling 0b);
 * `passed_over`: a recording, or something that we have no use for.
 */
export type WebhookNews =
  | {
      readonly kind: 'report';
      readonly eventType: string;
      readonly report: CallReport;
      readonly ends: NewsEnds;
    }
  | {
      readonly kind: 'announced';
      readonly eventType: string;
      readonly conversationId: string | null;
      readonly ends: NewsEnds;
    }
  | { readonly kind: 'passed_over'; readonly eventType: string; readonly conversationId: string | null };

/** Why a delivery is not believed. */
export type NewsRefusal = 'no_secret' | 'no_signature' | 'bad_signature' | 'stale' | 'future' | 'unreadable';

export type CheckedNews =
  | { readonly kind: 'genuine'; readonly news: WebhookNews }
  | { readonly kind: 'refused'; readonly reason: NewsRefusal };
