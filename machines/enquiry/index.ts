/** The enquiry of one caller: what the engine needs to store, move and word it. */
import { asWordings, type MachineSpec } from '../step/index.ts';
import { parseContext } from './context.ts';
import { machine } from './machine.ts';
import { texts } from './texts.ts';

export type { EnquiryEvent, OwnerEvent, Refusal } from './events.ts';

export const enquiry: MachineSpec = {
  name: 'enquiry',
  version: 1,
  machine,
  texts: asWordings(texts),
  migrations: {},
  parseContext,
};
