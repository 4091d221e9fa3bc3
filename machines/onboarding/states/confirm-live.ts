/** S5: the owner says READY, and the payment gate decides. */
import { askToGoLive } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askNotification } from './about-the-owner.ts';
import {
  askingForPerson,
  beingThere,
  goingBack,
  notUnderstood,
  reminding,
  say,
  sayAsking,
} from './every-state.ts';
import { askGate, askGateQuietly, gateAnswers } from './gate.ts';

export const S5_CONFIRM_LIVE = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S5_CONFIRM_LIVE', askToGoLive) },
  on: {
    ...beingThere('S5_CONFIRM_LIVE', askToGoLive),
    ...gateAnswers('S5_CONFIRM_LIVE'),
    PAYMENT_CONFIRMED: { actions: askGateQuietly },
    NUMBER_MAY_BE_FREE: { actions: askGateQuietly },
    OWNER_TEXTED: [
      askingForPerson('S5_CONFIRM_LIVE', askToGoLive),
      { guard: 'isReady', target: 'S5_CONFIRM_LIVE', reenter: true, actions: askGate },
      { guard: 'isWaiting', actions: sayAsking('ask', askToGoLive) },
      goingBack('S4_NOTIFICATION_PREF', askNotification),
      {
        guard: 'isNotYet',
        target: 'S5_CONFIRM_LIVE',
        reenter: true,
        actions: ['clearFailures', say({ text: 'notYet' })],
      },
      ...notUnderstood('S5_CONFIRM_LIVE', askToGoLive),
    ],
  },
});
