/** Everything is known and the owner has the summary. What the caller adds is gathered and passed on; three quiet days close it. */
import { enquiry } from '../setup.ts';
import { close, flush, flushFirst, save, sayGoodbye, tellOwnerItIsOff } from './acts.ts';
import { afterWaiting, askingForPerson, byOwner, ringingAgain, tooMuch } from './every-state.ts';

const added = ['countTurn' as const, 'countAddition' as const, 'keepPhotos' as const, 'keepWaiting' as const];

export const captured = enquiry.createStateConfig({
  after: {
    gathering: { target: 'captured', reenter: true, actions: flush },
    capturedSilence: { target: 'quiet', actions: [close, 'forget'] },
  },
  on: {
    ...afterWaiting(byOwner),
    ...ringingAgain,
    CALLER_TEXTED: [
      { guard: 'endsWaiting', ...flushFirst },
      tooMuch,
      // What goes on for longer is a talk, and a talk is for people: nothing is said any more, and nothing is lost.
      {
        guard: 'hasAddedTooOften',
        target: 'handedOver',
        actions: [...added, 'passOn', save('handed_over')],
      },
      { guard: 'isPleasantry', actions: 'countTurn' },
      {
        guard: 'callsItOff',
        target: 'quiet',
        actions: [sayGoodbye, tellOwnerItIsOff, close, 'forget'],
      },
      askingForPerson,
      {
        guard: 'isFirstAddition',
        target: 'captured',
        reenter: true,
        actions: [...added, save(), { type: 'sendText', params: { text: 'noted' } }],
      },
      { target: 'captured', reenter: true, actions: [...added, save()] },
    ],
  },
});
