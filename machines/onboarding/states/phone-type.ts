/** S6: which phone the customers ring. Without a number nothing goes out and READY asks the gate again. */
import { askPhoneType } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askingForPerson, beingThere, notUnderstood, reminding, sayAsking } from './every-state.ts';
import { askGate, askGateQuietly, gateAnswers } from './gate.ts';
import { blockedWithoutNumber, choosingPhone } from './instructions.ts';

export const S6_PHONE_TYPE = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S6_PHONE_TYPE', askPhoneType) },
  on: {
    ...beingThere('S6_PHONE_TYPE', askPhoneType),
    ...gateAnswers('S6_PHONE_TYPE'),
    PAYMENT_CONFIRMED: { guard: 'lacksNumber', actions: askGateQuietly },
    NUMBER_MAY_BE_FREE: { guard: 'lacksNumber', actions: askGateQuietly },
    OWNER_TEXTED: [
      askingForPerson('S6_PHONE_TYPE', askPhoneType),
      {
        guard: 'namesPhoneWithoutNumber',
        target: 'S6_PHONE_TYPE',
        reenter: true,
        actions: ['clearFailures', ...blockedWithoutNumber],
      },
      ...choosingPhone,
      { guard: 'isReadyWithoutNumber', target: 'S6_PHONE_TYPE', reenter: true, actions: askGate },
      {
        guard: 'isReady',
        target: 'S6_PHONE_TYPE',
        reenter: true,
        actions: ['clearFailures', sayAsking('ask', askPhoneType)],
      },
      {
        guard: 'goesBack',
        target: 'S6_PHONE_TYPE',
        reenter: true,
        actions: ['clearFailures', sayAsking('cannotGoBack', askPhoneType)],
      },
      { guard: 'isWaiting', actions: sayAsking('ask', askPhoneType) },
      ...notUnderstood('S6_PHONE_TYPE', askPhoneType),
    ],
  },
});
