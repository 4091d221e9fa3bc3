/** Consent: who may be contacted. Every text and call of the product asks here first. */

export { type Decided, decideConsent } from './decide.ts';
export { type Contact, isBlocked, mayCall, mayText } from './gate.ts';
export { type ConsentRow, consentsOf, optedOutOf } from './read.ts';
export { type ConsentEntry, consentScope, recordConsent } from './record.ts';
