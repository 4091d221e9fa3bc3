/** Every wording of an enquiry, by its name: what callers read, and what the owner does. */
import { textsToCaller } from './texts-to-caller.ts';
import { textsToOwner } from './texts-to-owner.ts';

export { OPENING_TEXTS } from './texts-to-caller.ts';
export type { Known } from './texts-to-owner.ts';

export const texts = { ...textsToCaller, ...textsToOwner } as const;
