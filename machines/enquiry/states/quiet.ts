/** Nothing is open with this caller: a missed call or a text opens an enquiry, if the rules allow it. */
import { ASKING_STATES } from '../questions.ts';
import { enquiry } from '../setup.ts';
import { greet, save, tellOwner, tellOwnerOfRefusal, thank } from './acts.ts';

const opening = ['keepOpening' as const, 'keepAnswers' as const];

export const quiet = enquiry.createStateConfig({
  on: {
    CALL_MISSED: {
      actions: [
        'forget',
        'keepFirstText',
        { type: 'openEnquiry', params: ({ event }) => ({ callSid: event.callSid }) },
      ],
    },
    CALLER_TEXTED: [
      // "Thanks" after everything was settled opens nothing.
      { guard: 'isPleasantry', actions: 'forget' },
      {
        actions: ['forget', 'keepFirstText', 'countTurn', { type: 'openEnquiry', params: { callSid: null } }],
      },
    ],
    ENQUIRY_OPENED: [
      {
        guard: { type: 'leadsTo', params: { state: 'captured' } },
        target: 'captured',
        actions: [...opening, save('captured'), thank, tellOwner('summary')],
      },
      ...ASKING_STATES.map((state) => ({
        guard: { type: 'leadsTo' as const, params: { state } },
        target: state,
        actions: [...opening, save(), greet],
      })),
    ],
    ENQUIRY_REFUSED: [
      {
        guard: { type: 'isRefusedFor', params: { reason: 'billing' } },
        actions: ['forget', tellOwnerOfRefusal('unpaid')],
      },
      {
        guard: { type: 'isRefusedFor', params: { reason: 'limit' } },
        actions: ['forget', tellOwnerOfRefusal('limitReached')],
      },
      { actions: 'forget' },
    ],
  },
});
