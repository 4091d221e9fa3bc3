/** A person has this thread: the machine sends the caller nothing of its own, until it is handed back. */
import { ASKING_STATES } from '../questions.ts';
import { enquiry } from '../setup.ts';
import { ask, close, passOnText, save, tellOwnerNotDelivered } from './acts.ts';
import { byOwner } from './every-state.ts';

export const handedOver = enquiry.createStateConfig({
  after: { handedOverSilence: { target: 'quiet', actions: [close, 'forget'] } },
  on: {
    ...byOwner,
    TEXT_FAILED: { guard: 'isOwnersText', actions: tellOwnerNotDelivered },
    OWNER_HANDED_BACK: [
      {
        guard: { type: 'isAt', params: { state: 'captured' } },
        target: 'captured',
        actions: ['startAfresh', save('captured')],
      },
      ...ASKING_STATES.map((state) => ({
        guard: { type: 'isAt' as const, params: { state } },
        target: state,
        actions: ['startAfresh' as const, save('open'), ask('ask')],
      })),
    ],
    CALLER_TEXTED: [
      {
        guard: 'isToBePassedOn',
        target: 'handedOver',
        reenter: true,
        actions: ['countTurn', 'keepPhotos', save(), passOnText],
      },
      { actions: ['countTurn', 'keepPhotos', save()] },
    ],
  },
});
