/** S7 and S8: the owner sets up forwarding, then proves it with a call. */
import { askPhoneType, type Question } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askingForPerson, beingThere, goingBack, notUnderstood, reminding, say } from './every-state.ts';
import { choosingPhone, withoutNumber } from './instructions.ts';
import { goingLive, proving } from './proof.ts';

const askForwarding = (): Question => ({ question: 'forwarding' });
export const askTestCall = (): Question => ({ question: 'testCall' });

/** DONE, and DONE again: the owner's word, and 24 hours for a call to prove it. */
const saysDone = {
  guard: 'isDone',
  target: 'S8_FWD_CONFIRM',
  reenter: true,
  actions: [
    'startProofWindow',
    'clearFailures',
    say({ text: 'askForTestCall' }),
    {
      type: 'tellMachine',
      params: { machine: 'forwarding', event: { type: 'OWNER_CONFIRMED' } },
    },
  ],
} as const;

export const S7_FWD_SENT = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S7_FWD_SENT', askForwarding) },
  on: {
    ...beingThere('S7_FWD_SENT', askForwarding),
    CALL_ARRIVED: proving('isForwardedByOwner'),
    FORWARDING_PROVEN: goingLive,
    OWNER_TEXTED: [
      askingForPerson('S7_FWD_SENT', askForwarding),
      withoutNumber,
      saysDone,
      ...choosingPhone,
      goingBack('S6_PHONE_TYPE', askPhoneType),
      ...notUnderstood('S7_FWD_SENT', askForwarding),
    ],
  },
});

export const S8_FWD_CONFIRM = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S8_FWD_CONFIRM', askTestCall) },
  on: {
    ...beingThere('S8_FWD_CONFIRM', askTestCall),
    CALL_ARRIVED: proving('isProof'),
    FORWARDING_PROVEN: goingLive,
    OWNER_TEXTED: [
      askingForPerson('S8_FWD_CONFIRM', askTestCall),
      withoutNumber,
      {
        guard: 'wantsTestCallTooSoon',
        target: 'S8_FWD_CONFIRM',
        reenter: true,
        actions: say({ text: 'justRang' }),
      },
      {
        guard: 'wantsTestCall',
        target: 'S9_TEST_CALL',
        actions: [
          'rememberTestCall',
          'clearFailures',
          { type: 'placeTestCall', params: {} },
          say({ text: 'ringing' }),
        ],
      },
      saysDone,
      goingBack('S7_FWD_SENT', askForwarding),
      ...notUnderstood('S8_FWD_CONFIRM', askTestCall),
    ],
  },
});
