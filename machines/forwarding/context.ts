/** What is remembered about one owner's call forwarding, and how a stored or hand-written row is completed. */
import { z } from 'zod';
import type { Facts } from '../step/index.ts';

const remembered = z.object({
  phoneType: z.enum(['iphone', 'android', 'landline']).nullable().default(null),
  instructionsSentAt: z.string().nullable().default(null),
  confirmedAt: z.string().nullable().default(null),
  provenAt: z.string().nullable().default(null),
  lastCallAt: z.string().nullable().default(null),
  /** Who says that it works: the owner, or a call that arrived. */
  proof: z.enum(['user', 'test_call']).nullable().default(null),
});

export type ForwardingContext = z.infer<typeof remembered> & { facts: Facts };

export const parseContext = (raw: Record<string, unknown>): Record<string, unknown> => remembered.parse(raw);
