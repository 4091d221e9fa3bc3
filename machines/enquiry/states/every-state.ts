/** What the owner may do wherever an enquiry stands, and how a person takes over. */
import type { EnquiryText } from '../setup.ts';
import { close, save, sayPassedOn, sendOwnerWords, tellOwner } from './acts.ts';

export type KnownText = Extract<EnquiryText, { values: { photoCount: number; what: string | null } }>['text'];

/** A person writes: the machine is silent in this thread from now on, and passes on what the caller answers. */
export const byOwner = {
  OWNER_REPLIED: {
    target: 'handedOver',
    reenter: true,
    actions: ['passOn' as const, save('handed_over'), sendOwnerWords],
  },
  OWNER_TOOK_OVER: {
    target: 'handedOver',
    reenter: true,
    actions: ['passOn' as const, save('handed_over')],
  },
  ENQUIRY_CLOSED_BY_OWNER: { target: 'quiet', actions: [close, 'forget' as const] },
  CALLER_IGNORED: {
    target: 'quiet',
    actions: [{ type: 'ignoreContact' as const, params: {} }, close, 'forget' as const],
  },
} as const;

/** The governor: nobody is told anything but the owner, once. */
export const tooMuch = {
  guard: 'isTooMuch' as const,
  target: 'handedOver',
  actions: ['passNothingOn' as const, save('handed_over'), tellOwner('tooMuch')],
} as const;

export const askingForPerson = {
  guard: 'asksForPerson' as const,
  target: 'handedOver',
  actions: [
    'countTurn' as const,
    'passOn' as const,
    save('handed_over'),
    sayPassedOn,
    tellOwner('wantsPerson'),
  ],
} as const;
