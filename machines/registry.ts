/** Every machine by its name: the one list that the engine, the diagrams and the tests go by. */
import { callOutcome } from './call-outcome/index.ts';
import { desk } from './desk/index.ts';
import { enquiry } from './enquiry/index.ts';
import { forwarding } from './forwarding/index.ts';
import { onboarding } from './onboarding/index.ts';
import { paymentGate } from './payment-gate/index.ts';
import type { MachineName, MachineSpec } from './step/index.ts';

export const machines: Readonly<Record<MachineName, MachineSpec>> = {
  onboarding,
  'payment-gate': paymentGate,
  forwarding,
  enquiry,
  desk,
  'call-outcome': callOutcome,
};
