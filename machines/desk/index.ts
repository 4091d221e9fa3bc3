/** The owner's desk: what the engine needs to store, move and word it. */
import { asWordings, type MachineSpec } from '../step/index.ts';
import { parseContext } from './context.ts';
import { machine } from './machine.ts';
import { texts } from './texts.ts';

export type { DeskEvent, OpenEnquiry } from './events.ts';

export const desk: MachineSpec = {
  name: 'desk',
  version: 1,
  machine,
  texts: asWordings(texts),
  migrations: {},
  parseContext,
};
