/** A person has this thread: the machine sends the caller nothing of its own, until it is handed back. */
import { ASKING_STATES } from '../questions.ts';
import { enquiry } from '../setup.ts';
import {
  ask,
  close,
  flush,
  flushFirst,
  save,
  tellOwner,
  tellOwnerNotDelivered,
  tellOwnerUndelivered,
} from './acts.ts';
import { afterWaiting, byOwner, ringingAgain } from './every-state.ts';

export const handedOver = enquiry.createStateConfig({
  after: {
    gathering: { target: 'handedOver', reenter: true, actions: flush },
    handedOverSilence: { target: 'quiet', actions: [close, 'forget'] },
  },
  on: {
    ...afterWaiting(byOwner),
    ...ringingAgain,
    TEXT_FAILED: [
      { guard: 'isOwnersText', actions: tellOwnerNotDelivered },
      { guard: 'isOpeningText', actions: tellOwnerUndelivered },
    ],
    OWNER_HANDED_BACK: [
      { guard: 'hasWaiting', ...flushFirst },
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
      { guard: 'overflows', ...flushFirst },
      {
        guard: 'isToBePassedOn',
        target: 'handedOver',
        reenter: true,
        actions: ['countTurn', 'keepPhotos', 'keepWaiting', save(), ...flush],
      },
      // Faster than people read: it waits a minute, and goes as one text.
      {
        guard: 'isToWait',
        target: 'handedOver',
        reenter: true,
        actions: ['countTurn', 'keepPhotos', 'keepWaiting', save()],
      },
      // A robot at the other end: the owner is told, and no longer woken by it until they write themselves.
      { guard: 'isPassedOn', actions: ['keepPhotos', 'passNothingOn', save(), tellOwner('notRelayed')] },
      { actions: ['countTurn', 'keepPhotos', save()] },
    ],
  },
});
