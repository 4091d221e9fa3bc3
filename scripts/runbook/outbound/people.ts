/** Who is in this runbook: the business that is tested, and the document's own phones. */

export const BUSINESS = 'test-business';
/** The first of the pool, which the business gets. */
export const NUMBER = '+447111111111';
/** Rings the business from outside. */
export const CALLER = '+447700900801';
/** The document's. */
export const CALLEE = '+905551234567';
export const OTHER_CALLEE = '+905559998877';
