/** Enquiries: what missed callers want, and how many conversations a month an organization may have. */
export { isOpenAt } from './business-hours.ts';
export { closeEnquiry } from './close.ts';
export { findEnquiry, listEnquiries } from './list.ts';
export { openEnquiry } from './open.ts';
export { saveEnquiry } from './save.ts';
export { readBusinessHours, setBusinessHours } from './set-business-hours.ts';
export { tellOnce } from './tell-once.ts';
