/** The outcome of a call: due → dialled → live → ended → understood → acted upon, one call to a phone at a time. */
import { asWordings, type MachineSpec } from '../step/index.ts';
import { parseContext } from './context.ts';
import { machine } from './machine.ts';
import { texts } from './texts.ts';

export type { CallOutcomeEvent } from './events.ts';

export const callOutcome: MachineSpec = {
  name: 'call-outcome',
  version: 1,
  machine,
  texts: asWordings(texts),
  migrations: {},
  parseContext,
};
