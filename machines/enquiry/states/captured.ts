/** Everything is known and the owner has the summary. What the caller adds is passed on; three quiet days close it. */
import { enquiry } from '../setup.ts';
import { close, passOnText, save } from './acts.ts';
import { askingForPerson, byOwner, tooMuch } from './every-state.ts';

const added = ['countTurn' as const, 'countAddition' as const, 'keepPhotos' as const, save(), passOnText];

export const captured = enquiry.createStateConfig({
  after: { capturedSilence: { target: 'quiet', actions: [close, 'forget'] } },
  on: {
    ...byOwner,
    CALLER_TEXTED: [
      tooMuch,
      { guard: 'hasAddedTooOften', target: 'handedOver', actions: tooMuch.actions },
      { guard: 'isPleasantry', actions: 'countTurn' },
      askingForPerson,
      {
        guard: 'isFirstAddition',
        target: 'captured',
        reenter: true,
        actions: [...added, { type: 'sendText', params: { text: 'noted' } }],
      },
      { target: 'captured', reenter: true, actions: added },
    ],
  },
});
