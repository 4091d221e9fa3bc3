/** The log lines that the runbook promises, as effects. Every byte and their order are a promise (tests/machines/golden). */
import type { Facts } from '../step/index.ts';
import type { OnboardingContext } from './context.ts';

interface Seen {
  context: OnboardingContext;
}
type Level = 'info' | 'warn' | 'error';

const line = (text: string, level: Level = 'info') => ({
  type: 'log' as const,
  params: { line: text, level },
});

const record = (name: string, fields: (facts: Facts) => Record<string, unknown>) => ({
  type: 'log' as const,
  params: ({ context }: Seen) => ({ line: name, level: 'warn' as const, fields: fields(context.facts) }),
});

const whose = (facts: Facts) => ({ clientId: facts.orgId, ownerPhone: facts.ownerPhoneAsWritten });

export const logCheckingPayment = line(
  '💳 [PAYMENT_GATE] Checking payment status before phone type selection',
);

export const logPaymentInactive = line('❌ [PAYMENT_GATE] Payment not active - blocking progression', 'warn');

export const logPaymentAsked = [
  line('💳 [PAYMENT_GATE] Sending payment message'),
  record('PAYMENT_REQUIRED', (facts) => ({ ...whose(facts), timestamp: facts.now })),
  line('⚠️  [ONBOARDING] BLOCKED BY PAYMENT GATE', 'warn'),
] as const;

export const logPaymentActive = line('✅ [PAYMENT_GATE] Payment active - allocating Twilio number');

/** The line and the record of an allocation; the pool's own lines are written by the numbers room. */
export const logNumberAllocated = [
  {
    type: 'log' as const,
    params: ({ event }: { event: { phoneE164: string } }) => ({
      line: numberAllocatedLine(event.phoneE164),
      level: 'info' as const,
    }),
  },
  {
    type: 'log' as const,
    params: ({ context: { facts }, event }: Seen & { event: { phoneE164: string } }) => ({
      line: 'NUMBER_ALLOCATED',
      level: 'info' as const,
      fields: {
        clientId: facts.orgId,
        phoneE164: event.phoneE164,
        ownerPhone: facts.ownerPhoneAsWritten,
        timestamp: facts.now,
      },
    }),
  },
] as const;

function numberAllocatedLine(number: string): string {
  return `✅ [PAYMENT_GATE] Number allocated: ${number}`;
}

export const logPoolEmpty = [
  line('❌ [PAYMENT_GATE] Number allocation failed: POOL_EMPTY', 'error'),
  record('POOL_EMPTY_DURING_ONBOARDING', (facts) => ({ ...whose(facts), timestamp: facts.now })),
  line('⚠️  [ONBOARDING] BLOCKED BY ALLOCATION FAILURE', 'warn'),
] as const;

export const logNumberMissing = [
  line('❌ [ONBOARDING] CRITICAL: Twilio number missing at forwarding step', 'error'),
  record('ONBOARDING_BLOCKED_NO_TWILIO_NUMBER', (facts) => ({
    ...whose(facts),
    currentState: 'S6_PHONE_TYPE',
    nextState: 'S7_FWD_SENT',
    timestamp: facts.now,
  })),
  line('⚠️  [ONBOARDING] BLOCKED - NO TWILIO NUMBER', 'warn'),
] as const;

export const logInstructionsSent = [
  line('📲 [ONBOARDING] Sending forwarding instructions'),
  {
    type: 'log' as const,
    params: ({ context }: Seen) => ({
      line: `   Client Twilio Number: ${context.facts.number}`,
      level: 'info' as const,
    }),
  },
  line('✅ [ONBOARDING] HANDLER COMPLETE'),
] as const;
