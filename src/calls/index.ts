/** Calls: what an arriving one means, and the one row of its life. */

export { type CallWrite, callArrived, callReported, mergeCalls } from './life.ts';
export {
  type CallAlert,
  type CallLook,
  type CallPlan,
  isDialled,
  type MissedAnswer,
  missedAnswerOf,
  planCall,
} from './plan.ts';
export type { CallCarrier, CallEnds, CallToPlace, CallUrls, PlaceOutcome } from './port.ts';
export { isMissed, type LineEnd, standingOfDial, standingOfLine } from './standing.ts';
