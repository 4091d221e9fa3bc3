/** The room of phone numbers: the pool, who holds what, who waits for one. Other rooms call these verbs. */
export { allocateTwilioNumber } from './allocate.ts';
export { PoolBusyError } from './attempts.ts';
export { findWebhookDrift, type WebhookDrift } from './drift.ts';
export { findOwnNumber } from './find-own.ts';
export { type PoolHealth, poolHealth } from './health.ts';
export { recordOnboardingNumber } from './onboarding-number.ts';
export type { NumberLandlord, NumberWebhooks, OwnedNumber } from './port.ts';
export { findPoolProblems, type PoolProblem, type PoolProblemKind } from './problems.ts';
export { endQuarantine, type Released, releaseNumber } from './release.ts';
export { requestNumber } from './request.ts';
export type { AllocationOptions, AllocationResult } from './result.ts';
export { NotAPoolNumberError, type PoolList, readPoolList, type Seeded, seedPool } from './seed.ts';
export { type Served, type ServeOptions, serveWaitingList } from './serve.ts';
export { checkOwnership, type Ownership, pointNumbersHere } from './verify.ts';
export { CHOOSABLE_MODES, type ChoosableMode, setVoiceMode, type VoiceModeSet } from './voice-mode.ts';
export { leaveQueue, nextWaiting, type Waiting, waitingTooLong } from './waiting.ts';
