/** Nothing is open with this caller: a missed call or a text opens an enquiry, if the rules allow it. */
import type { Refusal } from '../events.ts';
import { ASKING_STATES } from '../questions.ts';
import { enquiry } from '../setup.ts';
import { greet, save, tellOwner, tellOwnerOfCall, tellOwnerOfRefusal, thank } from './acts.ts';

const opening = ['keepOpening' as const, 'keepAnswers' as const];

/** A call that no text-back follows is a missed call all the same: the owner hears of it. */
const refusedCall = (reason: Refusal, text: Parameters<typeof tellOwnerOfCall>[0]) => [
  {
    guard: { type: 'isRefusedFor' as const, params: { reason } },
    actions: ['forget' as const, tellOwnerOfCall(text)],
  },
];

export const quiet = enquiry.createStateConfig({
  on: {
    CALL_MISSED: {
      actions: [
        'forget',
        'keepFirstText',
        {
          type: 'openEnquiry',
          params: ({ event }) => ({ callSid: event.callSid, isWithheld: event.isWithheld ?? false }),
        },
      ],
    },
    CALLER_TEXTED: [
      // "Thanks" and "wrong number" after everything was settled open nothing.
      { guard: 'isPleasantry', actions: 'forget' },
      { guard: 'callsItOff', actions: 'forget' },
      {
        actions: [
          'forget',
          'keepFirstText',
          'countTurn',
          { type: 'openEnquiry', params: { callSid: null, isWithheld: false } },
        ],
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
      ...refusedCall('withheld', 'withheld'),
      ...refusedCall('opted_out', 'optedOut'),
      ...refusedCall('unreachable', 'unreachable'),
      ...refusedCall('recent', 'missedAgain'),
      { actions: 'forget' },
    ],
  },
});
