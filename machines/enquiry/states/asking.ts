/** One of the five questions is open. What answers several of them at once leads straight to what is still missing. */
import { ASKING_STATES, type AskingState } from '../questions.ts';
import { enquiry } from '../setup.ts';
import {
  ask,
  close,
  closeAsTold,
  save,
  sayGoodbye,
  sayPassedOn,
  tellOwner,
  tellOwnerUndelivered,
  thank,
} from './acts.ts';
import { askingForPerson, byOwner, tooMuch } from './every-state.ts';

const understood = [
  'countTurn' as const,
  'clearFailures' as const,
  'keepAnswers' as const,
  'keepPhotos' as const,
];

export const asking = (state: AskingState) =>
  enquiry.createStateConfig({
    after: {
      followUp: { target: state, reenter: true, actions: ['rememberFollowUp', ask('followUp')] },
      silence: { target: 'quiet', actions: [tellOwner('unfinished'), close, 'forget'] },
    },
    on: {
      ...byOwner,
      CALLER_RETURNED: { target: state, reenter: true, actions: ask('welcomeBack') },
      /** A landline, most of the time: the owner must ring, and nothing more is sent. */
      TEXT_FAILED: {
        guard: 'isOpeningText',
        target: 'quiet',
        actions: [tellOwnerUndelivered, closeAsTold, 'forget'],
      },
      CALLER_TEXTED: [
        tooMuch,
        // The owner has not heard of it, and need not.
        { guard: 'callsItOff', target: 'quiet', actions: [sayGoodbye, close, 'forget'] },
        askingForPerson,
        {
          guard: 'hasOnlyPhotos',
          target: state,
          reenter: true,
          actions: ['countTurn', 'keepPhotos', save(), ask('photoKept')],
        },
        {
          guard: { type: 'leadsOnTo', params: { state: 'captured' } },
          target: 'captured',
          actions: [...understood, save('captured'), thank, tellOwner('summary')],
        },
        ...ASKING_STATES.map((next) => ({
          guard: { type: 'leadsOnTo' as const, params: { state: next } },
          target: next,
          reenter: true,
          actions: [...understood, save(), ask('ask')],
        })),
        {
          guard: 'isStuck',
          target: 'handedOver',
          actions: ['countTurn', 'passOn', save('handed_over'), sayPassedOn, tellOwner('wantsPerson')],
        },
        {
          guard: 'isFirstFailure',
          target: state,
          reenter: true,
          actions: ['countTurn', 'countFailure', 'keepPhotos', ask('tryAgain')],
        },
        {
          target: state,
          reenter: true,
          actions: ['countTurn', 'countFailure', 'keepPhotos', ask('tryAgainWithExample')],
        },
      ],
    },
  });
