/** What is remembered between two texts of an owner: what they wanted to say before we knew to whom. */
import { z } from 'zod';
import type { Facts } from '../step/index.ts';

const command = z.object({
  does: z.enum(['reply', 'take', 'back', 'done', 'ignore']),
  /** What the caller gets to read; empty for the other commands. */
  words: z.string().default(''),
});

const remembered = z.object({
  /** Done last, or waiting for a number. */
  command: command.nullable().default(null),
});

export type Command = z.infer<typeof command>;
export type DeskContext = z.infer<typeof remembered> & { facts: Facts };

export const parseContext = (raw: Record<string, unknown>): Record<string, unknown> => remembered.parse(raw);
