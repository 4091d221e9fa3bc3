/** The payment gate: unpaid → link sent → active → past due → stopped, moved by what Stripe says. */
import { asWordings, type MachineSpec } from '../step/index.ts';
import { parseContext } from './context.ts';
import { machine } from './machine.ts';
import { texts } from './texts.ts';

export type { PaymentGateEvent, SubscriptionStatus } from './events.ts';

export const paymentGate: MachineSpec = {
  name: 'payment-gate',
  version: 1,
  machine,
  texts: asWordings(texts),
  migrations: {},
  parseContext,
};
