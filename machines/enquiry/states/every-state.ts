/** What the owner may do wherever an enquiry stands, and how a person takes over. */
import type { EnquiryText } from '../setup.ts';
import {
  close,
  flushFirst,
  save,
  sayPassedOn,
  sendOwnerWords,
  tellOwner,
  tellOwnerOfAnotherCall,
} from './acts.ts';

export type KnownText = Extract<EnquiryText, { values: { photoCount: number; what: string | null } }>['text'];

/** A person writes: the machine is silent in this thread from now on, and passes on what the caller answers. */
export const byOwner = {
  OWNER_REPLIED: {
    target: 'handedOver',
    reenter: true,
    actions: ['passOn' as const, 'forgetTurns' as const, save('handed_over'), sendOwnerWords],
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

/** Where what the caller added may still wait: the owner reads it before their own word is done. Not of somebody they ignore. */
export const afterWaiting = (acts: typeof byOwner) =>
  ({
    OWNER_REPLIED: [{ guard: 'hasWaiting', ...flushFirst }, acts.OWNER_REPLIED],
    OWNER_TOOK_OVER: [{ guard: 'hasWaiting', ...flushFirst }, acts.OWNER_TOOK_OVER],
    ENQUIRY_CLOSED_BY_OWNER: [{ guard: 'hasWaiting', ...flushFirst }, acts.ENQUIRY_CLOSED_BY_OWNER],
    CALLER_IGNORED: acts.CALLER_IGNORED,
  }) as const;

/** The owner knows of the enquiry, and hears that the caller rings; the caller is not texted again for it. */
export const ringingAgain = {
  CALL_MISSED: { actions: { type: 'noteCall' as const, params: {} } },
  CALL_NOTED: { guard: 'isNews' as const, actions: tellOwnerOfAnotherCall },
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
