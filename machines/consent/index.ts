/**
 * The consent machine: one phone, one channel, one organization; may it be contacted? Its state is the row of
 * `consents`, and the verbs of the room `consent` ask it what a word changes. It is not in machines/registry.ts: the
 * registry is of conversations, with a thread, a context and wordings, and this has none of them.
 */
import { setup, transition } from 'xstate';

export type ConsentState = 'subscribed' | 'optedOut';

export type ConsentEvent =
  | { readonly type: 'STOP_HEARD' }
  | { readonly type: 'START_HEARD' }
  /** A person at our end; whoever lets a phone be contacted again says why. */
  | { readonly type: 'OPERATOR_BLOCKED' }
  | { readonly type: 'OPERATOR_ALLOWED'; readonly reason: string }
  /** The network refused with "opted out" (21610): it heard something that we did not. */
  | { readonly type: 'CARRIER_REFUSED' }
  /** A list of people who are not to be contacted. An import never lets anybody back in. */
  | { readonly type: 'IMPORTED' }
  /** Anything else that the phone texted. */
  | { readonly type: 'TEXT_HEARD' };

export const consentMachine = setup({
  // xstate takes its types from a value that is never read.
  types: { events: {} as ConsentEvent },
  guards: {
    hasReason: ({ event }) => event.type === 'OPERATOR_ALLOWED' && event.reason.trim() !== '',
  },
}).createMachine({
  id: 'consent',
  initial: 'subscribed',
  states: {
    subscribed: {
      on: {
        STOP_HEARD: 'optedOut',
        OPERATOR_BLOCKED: 'optedOut',
        CARRIER_REFUSED: 'optedOut',
        IMPORTED: 'optedOut',
      },
    },
    optedOut: {
      on: {
        START_HEARD: 'subscribed',
        OPERATOR_ALLOWED: { target: 'subscribed', guard: 'hasReason' },
      },
    },
  },
});

/** The state after an event. An event that the state does not handle leaves it as it is. */
export function afterConsent(state: ConsentState, event: ConsentEvent): ConsentState {
  const [next] = transition(consentMachine, consentMachine.resolveState({ value: state }), event);
  return next.value;
}
