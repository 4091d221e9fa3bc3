/** The owner's wish to have no more calls forwarded to us, at their desk and in the onboarding thread. */
import { oneOf } from './whole-messages.ts';

export const wantsForwardingOff = oneOf(`
  forwarding off, call forwarding off, forward off, divert off, call divert off, turn off forwarding,
  turn forwarding off, turn off call forwarding, turn call forwarding off, switch off forwarding,
  switch forwarding off, switch off call forwarding, switch call forwarding off
`);
