/** What a door hands to the engine: one thing that happened, parsed, with the answer it will be given. */
import type { MachineEvent, MachineName } from '../../machines/step/index.ts';
import type { PhoneE164 } from '../values/phone.ts';

/** An SMS that arrived at one of our numbers. */
export interface TextOccurrence {
  readonly kind: 'text';
  readonly body: string;
  readonly mediaUrls: readonly string[];
}

/** A call that reached one of our numbers. */
export interface CallOccurrence {
  readonly kind: 'call';
  readonly callSid: string;
  /** Who calls; null when withheld. */
  readonly from: PhoneE164 | null;
  /** The phone that forwarded the call to us; not every carrier says. */
  readonly forwardedFrom: PhoneE164 | null;
}

/** An event that is already meant for one machine: from Stripe, from a kept promise, from the waiting list. */
export interface MachineOccurrence {
  readonly kind: 'machine';
  readonly machine: MachineName;
  readonly event: MachineEvent;
}

/** A timer that came due; `step` is its token. */
export interface TimerOccurrence {
  readonly kind: 'timer';
  readonly machine: MachineName;
  readonly conversationId: string;
  readonly name: string;
  readonly step: number;
  readonly event: MachineEvent;
}

/** What a carrier says about a text of ours, or about a call. Moves by rank only, so order and repeats do not matter. */
export interface ReceiptOccurrence {
  readonly kind: 'receipt';
  /** Our own id of the promise, from the callback's URL; null in callbacks that we did not ask for. */
  readonly promiseId: string | null;
  /** MessageSid or CallSid. */
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: string | null;
}

/** What Twilio tells about a call after its arrival. Such reports come in any order, twice, or before the call itself. */
export interface CallReportOccurrence {
  readonly kind: 'call_report';
  /** Of the caller's leg. */
  readonly callSid: string;
  readonly report: CallReport;
}

/**
 * `dial`: the Dial action, which alone decides whether the owner took the call (ruling 1a); `leg`: the owner picked up;
 * `line`: the number's own status callback, about the caller's end; `recording`: where a recording lies.
 */
export type CallReport =
  | {
      readonly about: 'dial';
      readonly status: string;
      /** False: somebody or something picked up, but was never connected with the caller. Null: not told. */
      readonly isBridged: boolean | null;
      readonly dialCallSid: string | null;
      readonly durationS: number | null;
      readonly recording: Recording | null;
    }
  | { readonly about: 'leg'; readonly dialCallSid: string }
  | { readonly about: 'line'; readonly status: string }
  | { readonly about: 'recording'; readonly recording: Recording };

export interface Recording {
  readonly sid: string;
  readonly url: string | null;
  /** `in-progress`, `completed`, `absent` or `failed`; null: not told. */
  readonly status: string | null;
  readonly durationS: number | null;
  /** A message for the owner, not a recorded conversation. */
  readonly isVoicemail: boolean;
}

export type Occurrence =
  | TextOccurrence
  | CallOccurrence
  | CallReportOccurrence
  | MachineOccurrence
  | TimerOccurrence
  | ReceiptOccurrence;

/** What is known of the called number when the answer is made. */
export interface Called {
  readonly role: 'ONBOARDING' | 'OPERATIONAL' | 'SYSTEM' | null;
  readonly voiceMode: string | null;
  readonly orgId: string | null;
  readonly businessName: string | null;
  /** Calls to a voice agent are not taken (`PHONE_INBOUND_ENABLED=false`). Unset: they are. */
  readonly isAgentDeaf?: boolean;
  /** Null unless the number is an organization's. */
  readonly calls?: CallTerms | null;
}

/** How an organization wants its calls to be taken, and what stands against ringing its owner. */
export interface CallTerms {
  /** Before that, calls serve as proof of the forwarding only. */
  readonly isOnboarded: boolean;
  readonly missedCallAnswer: string;
  readonly ownerPhone: string;
  readonly ringSeconds: number;
  readonly pressToAccept: boolean;
  readonly recordCalls: boolean;
  /** Who calls: `test` is our own call that proves the forwarding, `ours` any other number of ours. */
  readonly caller: 'person' | 'owner' | 'test' | 'ours';
  /** A call has proved that the owner's phone forwards to this number. */
  readonly isForwardedHere: boolean;
  /** Who is being put through to the owner at this moment; null: nobody. */
  readonly openLegOf: string | null;
}

/** Who tells us things; `jobrun`: we ourselves. */
export const PROVIDERS = ['twilio', 'stripe', 'elevenlabs', 'jobrun'] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface Delivery {
  readonly provider: Provider;
  /** What makes a delivery the same delivery. */
  readonly providerEventId: string;
  /** The two numbers of the thread; together they are the lane in which order is kept. */
  readonly ourNumber: string;
  readonly theirNumber: string;
  /** The organization, where the door already knows it. */
  readonly orgId?: string;
  /** False for senders that must never be texted: withheld, short codes, our own numbers. */
  readonly isTextable: boolean;
  readonly occurrence: Occurrence;
  /** When it arrived; a machine's "now". */
  readonly receivedAt: Date;
  /** Where its trace stands; unset while nobody collects traces. */
  readonly traceParent?: string;
  /** Makes the answer, once; it is stored, so that a duplicate is answered alike. Null: nobody can look it up now. */
  readonly answer: (called: Called | null) => string;
}

/** What became of a delivery. */
export interface Handled {
  readonly answer: string;
  readonly outcome: Outcome;
}

/**
 * `stepped`: a machine moved or used it; `ignored`: no machine had a use for it; `consent`: a consent word;
 * `opted_out`: the sender may not be texted, so no machine saw it; `unknown_number`: nobody's number;
 * `recorded`: written into the row of its call; `pending`: stored, to be retried; `spooled`: on disk until the database is back; `duplicate`: seen before.
 */
export type Outcome =
  | 'stepped'
  | 'ignored'
  | 'consent'
  | 'opted_out'
  | 'unknown_number'
  | 'untextable'
  | 'recorded'
  | 'pending'
  | 'spooled'
  | 'duplicate';

/** The engine's one verb, as doors and tasks see it. Rejects only when nothing could be stored anywhere. */
export type Advance = (delivery: Delivery) => Promise<Handled>;

/** The lane of a thread: events of one lane are handled in the order of their arrival. */
export function laneOf(delivery: Pick<Delivery, 'ourNumber' | 'theirNumber'>): string {
  return `${delivery.ourNumber}>${delivery.theirNumber}`;
}

/** The way back. A sender may be any string that a carrier lets through, so only the first mark separates. */
export function numbersOfLane(lane: string): Pick<Delivery, 'ourNumber' | 'theirNumber'> {
  const mark = lane.indexOf('>');
  return { ourNumber: lane.slice(0, mark), theirNumber: lane.slice(mark + 1) };
}
