/** What the machines of one organization may tell each other. Here, because each of them names the others' events. */
import type { CallOutcomeEvent } from './call-outcome/events.ts';
import type { DeskEvent } from './desk/events.ts';
import type { EnquiryEvent } from './enquiry/events.ts';
import type { ForwardingEvent } from './forwarding/events.ts';
import type { OnboardingEvent } from './onboarding/events.ts';
import type { PaymentGateEvent } from './payment-gate/events.ts';

export type Told =
  | { machine: 'onboarding'; event: OnboardingEvent }
  | { machine: 'payment-gate'; event: PaymentGateEvent }
  | { machine: 'forwarding'; event: ForwardingEvent }
  | { machine: 'enquiry'; event: EnquiryEvent }
  | { machine: 'desk'; event: DeskEvent }
  | { machine: 'call-outcome'; event: CallOutcomeEvent };
