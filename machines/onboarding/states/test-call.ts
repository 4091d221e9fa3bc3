/** S9: a test call is on its way, or has just arrived and is about to be counted as proof. */
import type { Question } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askingForPerson, beingThere, goingBack, say, sayAsking } from './every-state.ts';
import { withoutNumber } from './instructions.ts';
import { goingLive, proving, tellNotProved } from './proof.ts';
import { askTestCall } from './set-up-forwarding.ts';

const askToLetItRing = (): Question => ({ question: 'letItRing' });

export const S9_TEST_CALL = onboarding.createStateConfig({
  entry: 'countReminders',
  after: {
    testCall: { target: 'S8_FWD_CONFIRM', actions: [tellNotProved, say({ text: 'testCallMissed' })] },
  },
  on: {
    ...beingThere('S9_TEST_CALL', askToLetItRing),
    CALL_ARRIVED: proving('isProofOrTestCall'),
    FORWARDING_PROVEN: goingLive,
    /** The two minutes count from the moment when the phone really rings. */
    TEST_CALL_PLACED: { target: 'S9_TEST_CALL', reenter: true },
    TEST_CALL_FAILED: { target: 'S8_FWD_CONFIRM', actions: say({ text: 'testCallNotPlaced' }) },
    OWNER_TEXTED: [
      askingForPerson('S9_TEST_CALL', askToLetItRing),
      withoutNumber,
      goingBack('S8_FWD_CONFIRM', askTestCall),
      { target: 'S9_TEST_CALL', reenter: true, actions: sayAsking('ask', askToLetItRing) },
    ],
  },
});
