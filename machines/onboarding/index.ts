/** Onboarding: S1 … S9, COMPLETE. What the engine needs to store, move and word it. */
import { asWordings, type MachineSpec } from '../step/index.ts';
import { parseContext } from './context.ts';
import { machine } from './machine.ts';
import { texts } from './texts.ts';

export type { OnboardingEvent } from './events.ts';
export type { StateName as OnboardingState } from './states/every-state.ts';

export const onboarding: MachineSpec = {
  name: 'onboarding',
  version: 1,
  machine,
  texts: asWordings(texts),
  migrations: {},
  parseContext,
};
