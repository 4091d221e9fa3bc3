/**
 * Whether the owner's missed calls reach us: a code was sent, the owner says that it is set up, a call has proved it.
 * Only a call is proof; whatever the state, a proving call makes the forwarding active.
 */
import { assign, setup } from 'xstate';
import { effectActionsFor } from '../step/index.ts';
import type { Told } from '../told.ts';
import type { ForwardingContext } from './context.ts';
import type { ForwardingEvent } from './events.ts';

const forwarding = setup({
  types: {} as { context: ForwardingContext; events: ForwardingEvent; input: ForwardingContext },
  actions: {
    ...effectActionsFor<never, Told>(),
    keepPhoneType: assign({
      phoneType: ({ context, event }) =>
        event.type === 'INSTRUCTIONS_SENT' ? event.phoneType : context.phoneType,
    }),
    keepInstructions: assign({ instructionsSentAt: ({ context }) => context.facts.now }),
    keepOwnersWord: assign({ proof: 'user', confirmedAt: ({ context }) => context.facts.now }),
    keepProof: assign({ proof: 'test_call', provenAt: ({ context }) => context.facts.now }),
    keepCall: assign({ lastCallAt: ({ context }) => context.facts.now }),
    forgetProof: assign({ proof: null }),
  },
  guards: {
    isForwardedByOwner: ({ context, event }) =>
      event.type === 'CALL_ARRIVED' && event.forwardedFrom === context.facts.ownerPhone,
  },
});

const sent = {
  target: 'codeSent',
  reenter: true,
  actions: ['keepPhoneType', 'keepInstructions', 'forgetProof'],
} as const;
const confirmed = { target: 'confirmedByOwner', reenter: true, actions: 'keepOwnersWord' } as const;
const failed = { target: 'broken', actions: 'forgetProof' } as const;
const disabled = { target: 'disabled', actions: 'forgetProof' } as const;
const forwardedCall = {
  guard: 'isForwardedByOwner',
  target: 'active',
  actions: ['keepProof', 'keepCall'],
} as const;

export const machine = forwarding.createMachine({
  id: 'forwarding',
  context: ({ input }) => input,
  initial: 'notSetUp',
  on: {
    TEST_CALL_PROVED: {
      target: '.active',
      reenter: true,
      actions: [
        'keepProof',
        'keepCall',
        {
          type: 'tellMachine',
          params: { machine: 'onboarding', event: { type: 'FORWARDING_PROVEN' } },
        },
      ],
    },
  },
  states: {
    notSetUp: {
      on: { INSTRUCTIONS_SENT: sent, OWNER_CONFIRMED: confirmed, CALL_ARRIVED: forwardedCall },
    },
    codeSent: {
      on: {
        INSTRUCTIONS_SENT: sent,
        OWNER_CONFIRMED: confirmed,
        CALL_ARRIVED: forwardedCall,
        FORWARDING_DISABLED: disabled,
      },
    },
    confirmedByOwner: {
      on: {
        INSTRUCTIONS_SENT: sent,
        OWNER_CONFIRMED: confirmed,
        CALL_ARRIVED: forwardedCall,
        TEST_CALL_FAILED: failed,
        FORWARDING_DISABLED: disabled,
      },
    },
    active: {
      on: {
        INSTRUCTIONS_SENT: { actions: ['keepPhoneType', 'keepInstructions'] },
        CALL_ARRIVED: { actions: 'keepCall' },
        TEST_CALL_FAILED: failed,
        FORWARDING_DISABLED: disabled,
      },
    },
    broken: {
      on: {
        INSTRUCTIONS_SENT: sent,
        OWNER_CONFIRMED: confirmed,
        CALL_ARRIVED: forwardedCall,
        FORWARDING_DISABLED: disabled,
      },
    },
    disabled: {
      on: { INSTRUCTIONS_SENT: sent, OWNER_CONFIRMED: confirmed, CALL_ARRIVED: forwardedCall },
    },
  },
});
