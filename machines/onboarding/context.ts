/** What is remembered about an owner who is being set up, and how a stored or hand-written row is completed. */
import { z } from 'zod';
import type { Facts } from '../step/index.ts';

const remembered = z.object({
  /** The owner knows who is texting. Nobody is reminded of a conversation that they never began. */
  hasGreeted: z.boolean().default(false),
  trade: z.string().nullable().default(null),
  location: z.string().nullable().default(null),
  /** The text that answered S1, to recognise it when it arrives a second time. */
  firstAnswer: z.string().nullable().default(null),
  businessName: z.string().nullable().default(null),
  ownerName: z.string().nullable().default(null),
  notificationPreference: z.enum(['SMS']).nullable().default(null),
  /** Answers in a row that were not understood in the present state. */
  failures: z.number().int().min(0).default(0),
  /** Reminders since the owner's last text. */
  remindersSent: z.number().int().min(0).default(0),
  /** The owner holds a payment link. */
  isPaymentAsked: z.boolean().default(false),
  /** The owner was told that we are at capacity and that we will be in touch. */
  isWaitingForNumber: z.boolean().default(false),
  /** The owner's own text started the gate, so that its outcome must be said. */
  isAnswerOwed: z.boolean().default(false),
  phoneType: z.enum(['iphone', 'android', 'landline']).nullable().default(null),
  /** When the owner said DONE: the start of the 24 hours in which any call proves the forwarding. */
  confirmedAt: z.string().nullable().default(null),
  testCallAskedAt: z.string().nullable().default(null),
  /** A test call of an owner who is already live is on its way. */
  isTestCallRunning: z.boolean().default(false),
});

export type OnboardingContext = z.infer<typeof remembered> & { facts: Facts };

export const parseContext = (raw: Record<string, unknown>): Record<string, unknown> => remembered.parse(raw);
