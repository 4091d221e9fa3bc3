/** What the API tells about calls and batches, as far as the room shows it. */
import { z } from 'zod';

const moment = z.iso.datetime().transform((text) => new Date(text));
const words = z.string().nullable();

export const call = z.object({
  callId: z.string(),
  phone: z.string(),
  name: words,
  origin: z.string(),
  attempt: z.number(),
  status: z.string(),
  waitsFor: words,
  notBefore: moment.nullable(),
  timeZone: z.string(),
  label: words,
  evidence: words,
  summary: words,
  endReason: words,
  dialledAt: moment.nullable(),
  answeredAt: moment.nullable(),
  endedAt: moment.nullable(),
  nextTry: z.object({ callId: z.string() }).nullable(),
  followUp: z
    .object({ channel: z.string(), scheduledFor: moment, status: z.string(), callId: words })
    .nullable(),
  callback: z.object({ reason: words, preferredTime: words }).nullable(),
  /** Told of a single call only. */
  doNotCall: z.object({ since: moment, words, source: words }).nullish(),
});
export type Call = z.output<typeof call>;

export const recipient = z.object({
  row: z.number(),
  name: words,
  written: z.string(),
  phone: words,
  outcome: z.string(),
  error: words,
  call: call.nullable(),
});
export type Recipient = z.output<typeof recipient>;

export const batch = z.object({
  campaignName: z.string(),
  status: z.string(),
  recipients: z.number(),
  skippedDoNotCall: z.number(),
  noConsent: z.number(),
  duplicates: z.number(),
  invalid: z.number(),
  calls: z.record(z.string(), z.number()),
});
export type Batch = z.output<typeof batch>;

export const page = z.object({ recipients: z.array(recipient), nextAfter: z.number().nullable() });

const UNDER_WAY = ['queued', 'dialling', 'answered'];

export const isUnderWay = ({ status }: Call): boolean => UNDER_WAY.includes(status);

/** Nothing of it will change by itself any more. */
export const isStill = (one: Call): boolean => !isUnderWay(one) && one.followUp?.status !== 'pending';
