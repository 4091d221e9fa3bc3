/** Call forwarding: code sent → confirmed by the owner → proven by a call → active → broken → disabled. */
import type { MachineSpec } from '../step/index.ts';
import { parseContext } from './context.ts';
import { machine } from './machine.ts';

export type { ArrivedCall, ForwardingEvent, PhoneType } from './events.ts';

export const forwarding: MachineSpec = {
  name: 'forwarding',
  version: 1,
  machine,
  texts: {},
  migrations: {},
  parseContext,
};
