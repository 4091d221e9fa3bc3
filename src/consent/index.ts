/** Consent: who may be contacted. Every text and call of the product asks here first. */
export { type ConsentEntry, consentScope, recordConsent } from './record.ts';
