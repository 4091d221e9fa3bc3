/** The outbox: promises made inside a transaction and kept after it. */
export { ALERT_LANE, createBell, type Ring } from './alerts/index.ts';
export { createHeldLanes, type HeldLanes } from './held-lanes.ts';
export { type KeepTools, keepLane } from './keep.ts';
export { type PauseTools, pauseFloods } from './pause-floods.ts';
export { type PromiseRow, promiseOf, senderLane } from './promise.ts';
export { forgottenLanes } from './sweep.ts';
