/** The step: how the engine moves a machine. */
export * from './effects.ts';
export type { Facts, TextSettings } from './facts.ts';
export { NewerVersionError } from './newer-version.ts';
export type { MachineSpec, Stored, Wording } from './spec.ts';
export {
  type MachineEvent,
  migrate,
  type StepResult,
  start,
  stateNames,
  step,
  type TimerToSet,
} from './step.ts';
export {
  asWordings,
  type EffectActionsFor,
  effectActionsFor,
  type TextOf,
  type TypedWording,
  type TypedWordings,
} from './wordings.ts';
