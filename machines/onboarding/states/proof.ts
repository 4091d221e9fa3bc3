/** How a call proves the forwarding, and how a proven owner goes live. */
import type { OnboardingContext } from '../context.ts';
import { knownNumber } from './instructions.ts';

interface Seen {
  context: OnboardingContext;
}

/** A proving call is told to the forwarding machine, which answers with `FORWARDING_PROVEN`. */
export const proving = <Guard extends 'isForwardedByOwner' | 'isProof' | 'isProofOrTestCall'>(
  guard: Guard,
) => ({
  guard,
  target: 'S9_TEST_CALL' as const,
  actions: tellProved,
});

export const tellProved = {
  type: 'tellMachine' as const,
  params: ({ event }: { event: { from: string | null } }) => ({
    machine: 'forwarding' as const,
    event: { type: 'TEST_CALL_PROVED' as const, from: event.from },
  }),
};

export const goingLive = {
  guard: 'hasNumber' as const,
  target: 'COMPLETE' as const,
  actions: [
    'clearFailures' as const,
    { type: 'completeOnboarding' as const, params: {} },
    {
      type: 'sendText' as const,
      params: ({ context }: Seen) => ({
        text: 'live' as const,
        values: { number: knownNumber(context) },
      }),
    },
  ],
};

/** A test call that never came is a fact about the forwarding, too. */
export const tellNotProved = {
  type: 'tellMachine' as const,
  params: { machine: 'forwarding' as const, event: { type: 'TEST_CALL_FAILED' as const } },
};
