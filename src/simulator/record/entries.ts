/** What the network's own record says, line by line: the truth that a checker holds the service against. */
import type { LieKind } from '../lies/kinds.ts';

/** `n` counts from 1 without gaps; `at` is ISO 8601. */
export type RecordEntry = { readonly n: number; readonly at: string } & RecordFact;

export type RecordFact =
  /** A text that the network took from the account, in the order of taking. */
  | {
      readonly type: 'text_accepted';
      readonly sid: string;
      readonly writtenBy: 'rest' | 'twiml' | 'network' | 'phone';
      /** The service's own id of its promise, from the StatusCallback URL. */
      readonly promise: string | null;
      readonly from: string;
      readonly to: string;
      readonly body: string;
    }
  /** The same text's way: its status as the network knows it, whatever the receipts say. */
  | {
      readonly type: 'text_moved';
      readonly sid: string;
      readonly status: string;
      readonly errorCode: number | null;
    }
  /** A REST call that asked for a text or a call, and what the caller was told. */
  | {
      readonly type: 'asked';
      readonly what: 'text' | 'call';
      readonly promise: string | null;
      readonly from: string;
      readonly to: string;
      readonly body: string;
      readonly done: 'accepted' | 'refused' | 'nothing';
      readonly sid: string | null;
      /** The code of a refusal. */
      readonly code: number | null;
      /** `neither`: the caller cannot know (500, silence, reset, garbage). */
      readonly answered: 'yes' | 'no' | 'neither';
      readonly lie: LieKind | null;
    }
  /** A person's text has come to a number of the account. */
  | {
      readonly type: 'text_in';
      readonly sid: string;
      readonly from: string;
      readonly to: string;
      readonly body: string;
    }
  /** Twilio tries no more; `isTaken`: at least one try was answered 2xx, read or unread. */
  | { readonly type: 'text_in_over'; readonly sid: string; readonly isTaken: boolean }
  /** One try of one webhook. */
  | {
      readonly type: 'webhook';
      readonly kind: string;
      /** MessageSid, CallSid or event id. */
      readonly sid: string;
      /** MessageStatus, CallStatus or the event's type. */
      readonly about: string;
      readonly url: string;
      /** Which node was called; the URL's own origin without a load balancer. */
      readonly node: string | null;
      readonly attempt: number;
      /** 1 for the webhook itself, 2 and 3 for its repeats. */
      readonly copy: number;
      /** `unread`: the service answered, but the connection was cut before Twilio read it. */
      readonly outcome: 'answered' | 'unread' | 'no_connection' | 'timeout' | 'dropped';
      readonly status: number | null;
      readonly lie: LieKind | null;
    }
  /** A call as a phone sees it: once when it begins, once when it has ended. */
  | {
      readonly type: 'call';
      readonly id: string;
      readonly phone: string;
      readonly peer: string;
      readonly direction: 'in' | 'out';
      readonly outcome: string | null;
    }
  | {
      readonly type: 'stripe_event';
      readonly id: string;
      readonly about: string;
      readonly object: string | null;
      readonly who: string;
    }
  /** `isTaken`: answered 2xx at least once. */
  | { readonly type: 'stripe_event_over'; readonly id: string; readonly isTaken: boolean }
  | { readonly type: 'lie'; readonly kind: LieKind; readonly about: string }
  | {
      readonly type: 'lies_set';
      readonly seed: number;
      readonly rate: number;
      readonly kinds: readonly LieKind[];
    };
