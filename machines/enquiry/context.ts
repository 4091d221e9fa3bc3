/** What is remembered of a caller's enquiry, and how a stored or hand-written row is completed. */
import { z } from 'zod';
import type { Facts } from '../step/index.ts';

const remembered = z.object({
  /** What the owner types to answer this caller: `1 I can come at five`. */
  handle: z.number().int().nullable().default(null),
  /** The business was open when the enquiry began. */
  isOpenNow: z.boolean().default(true),
  /** The enquiry began with a missed call, not with a text. */
  isByCall: z.boolean().default(false),
  /** The caller's first text, until the enquiry that it opens is there. */
  firstText: z.string().default(''),
  what: z.string().nullable().default(null),
  place: z.string().nullable().default(null),
  urgency: z.enum(['urgent', 'soon', 'no rush']).nullable().default(null),
  preferredTime: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
  /** Where the caller's photos can be fetched. */
  photos: z.array(z.string()).default([]),
  /** Texts in a row that brought nothing new. */
  failures: z.number().int().min(0).default(0),
  /** Once an enquiry: whoever does not answer that is left in peace. */
  isFollowedUp: z.boolean().default(false),
  /** Texts after the summary. */
  additions: z.number().int().min(0).default(0),
  /** When the caller's latest texts came, for the governor. */
  turnTimes: z.array(z.string()).default([]),
  /** What the texts of both sides have cost so far, at most. */
  segments: z.number().int().min(0).default(0),
  /** What the caller added and the owner has not been sent yet: several texts in a row go as one. */
  waiting: z.array(z.string()).default([]),
  waitingPhotos: z.number().int().min(0).default(0),
  /** The owner writes here: the caller's texts are passed on to them. */
  isPassedOn: z.boolean().default(false),
});

export type EnquiryContext = z.infer<typeof remembered> & { facts: Facts };

export const parseContext = (raw: Record<string, unknown>): Record<string, unknown> => remembered.parse(raw);

/** Everything as it was before anybody called. */
export const NOTHING: Record<string, unknown> & z.infer<typeof remembered> = remembered.parse({});
