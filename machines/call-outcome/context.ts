/** What is remembered about the call under way to one phone, and how a stored or hand-written row is completed. */
import { z } from 'zod';
import type { Facts } from '../step/index.ts';
import { CALL_LABELS, CALL_TYPES } from './labels.ts';

const takenCall = z.object({
  callId: z.string(),
  callType: z.enum(CALL_TYPES),
  agentId: z.string(),
  attempt: z.number().int().default(1),
  timeZone: z.string().default('Europe/London'),
  name: z.string().nullable().default(null),
  variables: z.record(z.string(), z.string()).default({}),
});

const remembered = z.object({
  /** The call that is dialled or live; null between calls. */
  call: takenCall.nullable().default(null),
  conversationId: z.string().nullable().default(null),
  /** How often the company was asked how far it is. */
  polls: z.number().int().default(0),
  /** What the agent itself logged. */
  toolLabel: z.enum(CALL_LABELS).nullable().default(null),
  /** What was done during the call already, so that its end does not do it again. */
  hasStopped: z.boolean().default(false),
  hasCallback: z.boolean().default(false),
  hasFollowUp: z.boolean().default(false),
});

export type Remembered = z.infer<typeof remembered>;
export type CallOutcomeContext = Remembered & { facts: Facts };

export const NO_CALL = {
  call: null,
  conversationId: null,
  polls: 0,
  toolLabel: null,
  hasStopped: false,
  hasCallback: false,
  hasFollowUp: false,
} satisfies Remembered;

export const parseContext = (raw: Record<string, unknown>): Record<string, unknown> => remembered.parse(raw);
