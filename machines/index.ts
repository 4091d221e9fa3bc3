/** What the engine imports: the machines, their events, and the step that moves them. */
export type { CallOutcomeEvent } from './call-outcome/index.ts';
export type { DeskEvent, OpenEnquiry } from './desk/index.ts';
export type { EnquiryEvent, OwnerEvent, Refusal } from './enquiry/index.ts';
export type { ArrivedCall, ForwardingEvent, PhoneType } from './forwarding/index.ts';
export type { OnboardingEvent, OnboardingState } from './onboarding/index.ts';
export type { PaymentGateEvent, SubscriptionStatus } from './payment-gate/index.ts';
export { machines } from './registry.ts';
export * from './step/index.ts';
export type { Told } from './told.ts';
