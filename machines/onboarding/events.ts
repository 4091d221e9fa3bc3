/** What can happen to an owner who is being set up. STOP is not here: the consent room keeps it for itself. */
import type { ArrivedCall } from '../forwarding/events.ts';

export type OnboardingEvent =
  | { type: 'OWNER_TEXTED'; text: string; mediaCount: number }
  /** START after an opt-out. */
  | { type: 'OWNER_RETURNED' }
  /** HELP or INFO. */
  | { type: 'OWNER_ASKED_HELP' }
  | { type: 'PAYMENT_CONFIRMED' }
  | { type: 'PAYMENT_ACTIVE' }
  | { type: 'PAYMENT_INACTIVE' }
  | { type: 'NUMBER_ALLOCATED'; phoneE164: string }
  | { type: 'POOL_EMPTY' }
  /** A number became free while this owner was on the waiting list. */
  | { type: 'NUMBER_MAY_BE_FREE' }
  | ({ type: 'CALL_ARRIVED' } & ArrivedCall)
  | { type: 'TEST_CALL_PLACED' }
  | { type: 'TEST_CALL_FAILED' }
  | { type: 'FORWARDING_PROVEN' }
  | { type: 'TEXT_FAILED'; text: string; reason: string };
