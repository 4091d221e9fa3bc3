/**
 * The payment gate as onboarding sees it: ask whether the organization has paid, then take a number from the pool.
 * S5 is where it stands; S6 has it again for an owner who got there without a number (ruling 3e).
 */
import {
  logCheckingPayment,
  logNumberAllocated,
  logPaymentActive,
  logPaymentAsked,
  logPaymentInactive,
  logPoolEmpty,
} from '../log-lines.ts';
import type { Seen } from '../setup.ts';
import { type StateName, say } from './every-state.ts';

const check = [logCheckingPayment, { type: 'readPayment', params: {} }] as const;

/** The owner asked: whatever comes out must be said. */
export const askGate = ['clearFailures', 'oweAnswer', ...check] as const;

/** The world asked (a payment, a free number): only news must be said. */
export const askGateQuietly = ['oweNoAnswer', ...check] as const;

const askForPayment = [
  logPaymentInactive,
  ...logPaymentAsked,
  'rememberPaymentAsked',
  {
    type: 'sendText' as const,
    params: ({ context }: { context: Seen['context'] }) => ({
      text: 'paymentRequired' as const,
      values: { payLink: context.facts.payLink },
    }),
  },
  {
    type: 'tellMachine' as const,
    params: { machine: 'payment-gate' as const, event: { type: 'PAYMENT_ASKED' as const } },
  },
] as const;

/** The gate's answers. `state` is where the owner waits for them. */
export const gateAnswers = (state: StateName) =>
  ({
    PAYMENT_INACTIVE: [
      { guard: 'isAnswerDue', target: state, reenter: true, actions: askForPayment },
      { actions: logPaymentInactive },
    ],
    PAYMENT_ACTIVE: {
      actions: ['rememberPaid', logPaymentActive, { type: 'allocateNumber', params: {} }],
    },
    NUMBER_ALLOCATED: {
      target: 'S6_PHONE_TYPE',
      reenter: true,
      actions: [
        'rememberNumber',
        ...logNumberAllocated,
        {
          type: 'sendText',
          params: ({ event }: { event: { phoneE164: string } }) => ({
            text: 'numberReady' as const,
            values: { number: event.phoneE164 },
          }),
        },
      ],
    },
    POOL_EMPTY: [
      { guard: 'wasToldOfCapacity', actions: logPoolEmpty },
      {
        target: state,
        reenter: true,
        actions: ['rememberWaiting', ...logPoolEmpty, say({ text: 'atCapacity' })],
      },
    ],
  }) as const;
