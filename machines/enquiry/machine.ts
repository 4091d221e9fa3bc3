/** An enquiry as a whole: text-back, five questions, the summary to the owner, and the hand-over to a person. */
import { enquiry } from './setup.ts';
import { asking } from './states/asking.ts';
import { captured } from './states/captured.ts';
import { handedOver } from './states/handed-over.ts';
import { quiet } from './states/quiet.ts';

export const machine = enquiry.createMachine({
  id: 'enquiry',
  context: ({ input }) => input,
  initial: 'quiet',
  states: {
    quiet,
    askingWhat: asking('askingWhat'),
    askingWhere: asking('askingWhere'),
    askingUrgency: asking('askingUrgency'),
    askingWhen: asking('askingWhen'),
    askingName: asking('askingName'),
    captured,
    handedOver,
  },
});
