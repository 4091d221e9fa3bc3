/** The things of a phone network: texts, calls, phones and the numbers of the account. */

export type TextStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'received';

export interface Media {
  readonly url: string;
  readonly contentType: string;
}

/** What the ticks beside a bubble say: `delivered` means that the other end has taken it. */
export type Tick = 'sending' | 'sent' | 'delivered' | 'failed' | 'received';

/** One text. Mutable: its status moves. */
export interface Text {
  readonly sid: string;
  /** `peer` goes from one simulated phone to another; the account never sees it. */
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply' | 'peer';
  /** Who wrote it; `network` is Twilio's own answer to a keyword. */
  readonly writtenBy: 'phone' | 'rest' | 'twiml' | 'network';
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly Media[];
  readonly numSegments: number;
  readonly statusCallback: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
  sentAt: Date | null;
  status: TextStatus;
  tick: Tick;
  errorCode: number | null;
  /** Why it failed, in words for a person. */
  trouble: string | null;
}

export interface HeardLine {
  readonly at: Date;
  /** `self` is whoever holds the phone, `person` is the other end. */
  readonly by: 'self' | 'machine' | 'person' | 'network';
  readonly text: string;
}

/** What happens when a phone is rung. `no-answer` rings until somebody answers by hand or time is up. */
export type Behaviour = 'answers' | 'no-answer' | 'busy' | 'voicemail' | 'unreachable';

/** A call as one phone sees it. Mutable. */
export interface PhoneCall {
  readonly id: string;
  readonly direction: 'in' | 'out';
  /** The other end: E.164, or a word such as `anonymous`. */
  readonly peer: string;
  /** Set when another phone forwarded the call here. */
  readonly forwardedFrom: string | null;
  readonly startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  status: 'calling' | 'ringing' | 'in-progress' | 'ended';
  /** How it ended; null while it lasts. */
  outcome: CallOutcome | null;
  readonly heard: HeardLine[];
}

export type CallOutcome =
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled'
  | 'declined'
  | 'forwarded'
  | 'voicemail';

export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** One leg of a call as Twilio knows it (a Call resource). Mutable. */
export interface Leg {
  readonly sid: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly from: string;
  readonly to: string;
  readonly forwardedFrom: string | null;
  readonly parentCallSid: string | null;
  readonly statusCallback: { readonly url: string; readonly method: 'GET' | 'POST' } | null;
  /** Which steps are reported; Twilio's default is only the end. */
  readonly reports: ReadonlySet<string>;
  readonly createdAt: Date;
  updatedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  status: CallStatus;
  /** Counts the status callbacks of this leg. */
  sequence: number;
  /** Resolves when the last report of this leg was answered. */
  reporting: Promise<void>;
  /** Aborted when the leg is to end, by whichever side. */
  readonly ending: AbortController;
  /** Resolves when the leg has its end status. */
  readonly finished: Promise<void>;
  readonly finish: () => void;
}

export interface ForwardingRule {
  readonly to: string;
  /** `#SC#` switches a rule off but keeps its number. */
  readonly isActive: boolean;
}

export interface ForwardingRules {
  unconditional: ForwardingRule | null;
  busy: ForwardingRule | null;
  noReply: (ForwardingRule & { readonly seconds: number }) | null;
  unreachable: ForwardingRule | null;
}

export interface PhoneState {
  readonly number: string;
  readonly createdAt: Date;
  behaviour: Behaviour;
  /** What a phone that `answers` says, one each time it has heard something; a single key is pressed. */
  says: readonly string[];
  readonly forwarding: ForwardingRules;
  readonly texts: Text[];
  readonly calls: PhoneCall[];
}

/** A number of the account (an IncomingPhoneNumber resource). Mutable by REST. */
export interface AccountNumber {
  readonly sid: string;
  readonly phoneE164: string;
  readonly createdAt: Date;
  updatedAt: Date;
  friendlyName: string;
  smsUrl: string;
  smsMethod: 'GET' | 'POST';
  voiceUrl: string;
  voiceMethod: 'GET' | 'POST';
  statusCallback: string;
  statusCallbackMethod: 'GET' | 'POST';
}
