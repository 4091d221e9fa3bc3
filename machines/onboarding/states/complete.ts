/** COMPLETE: the owner is live. It is no end: they may still write, ask for help, test the forwarding, be called. */
import { askNothing } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askingForPerson, beingThere, say, sayAsking } from './every-state.ts';
import { tellNotProved, tellProved } from './proof.ts';

export const COMPLETE = onboarding.createStateConfig({
  entry: 'countReminders',
  after: {
    testCallWhenRunning: {
      target: 'COMPLETE',
      reenter: true,
      actions: ['endTestCall', tellNotProved, say({ text: 'testCallMissedWhenLive' })],
    },
  },
  on: {
    ...beingThere('COMPLETE', askNothing),
    CALL_ARRIVED: [
      {
        guard: 'isRunningTestCall',
        target: 'COMPLETE',
        reenter: true,
        actions: ['endTestCall', tellProved, say({ text: 'testCallWorked' })],
      },
      {
        actions: {
          type: 'tellMachine',
          params: ({ event }) => ({ machine: 'forwarding', event }),
        },
      },
    ],
    TEST_CALL_FAILED: {
      target: 'COMPLETE',
      reenter: true,
      actions: ['endTestCall', say({ text: 'testCallNotPlacedWhenLive' })],
    },
    OWNER_TEXTED: [
      askingForPerson('COMPLETE', askNothing),
      {
        guard: 'wantsBilling',
        actions: {
          type: 'sendText',
          params: ({ context }) => ({ text: 'billing', values: { link: context.facts.portalLink } }),
        },
      },
      {
        guard: 'wantsForwardingOff',
        actions: [
          { type: 'tellMachine', params: { machine: 'forwarding', event: { type: 'FORWARDING_DISABLED' } } },
          {
            type: 'sendText',
            params: ({ context }) => ({
              text: 'forwardingOff',
              values: { phoneType: context.phoneType },
            }),
          },
        ],
      },
      { guard: 'wantsTestCallTooSoon', actions: say({ text: 'justRangWhenLive' }) },
      {
        guard: 'wantsTestCallWithNumber',
        target: 'COMPLETE',
        reenter: true,
        actions: [
          'startTestCall',
          'rememberTestCall',
          { type: 'placeTestCall', params: {} },
          say({ text: 'ringing' }),
        ],
      },
      { actions: sayAsking('answerWhenLive', askNothing) },
    ],
  },
});
