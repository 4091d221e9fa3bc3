/** The conversation that the rivals hold: the stretch of the onboarding that the inbound bench walks, and nothing else. */
import { assign, setup } from 'xstate';

/**
 * Two states, back and forth: `SMS` goes on, `BACK` goes back, each step owes one text. Without the reminder, the
 * journal and the consent that the service has, so what a rival does here is less, never more.
 * @param {import('xstate').PromiseActorLogic<unknown, { wording: string }>} sendText how a text is promised
 */
export const conversationOf = (sendText) =>
  setup({
    types: {
      context: /** @type {{ steps: number }} */ ({}),
      events: /** @type {{ type: 'OWNER_TEXTED', text: string, sid: string }} */ ({}),
    },
    actors: { sendText },
    guards: {
      goesBack: ({ event }) => /^\s*back\b/i.test(event.text),
      choosesSms: ({ event }) => /^\s*(sms|texts?)\b/i.test(event.text),
    },
    actions: { countStep: assign({ steps: ({ context }) => context.steps + 1 }) },
  }).createMachine({
    id: 'onboarding-1',
    context: { steps: 0 },
    initial: 'S5_CONFIRM_LIVE',
    states: {
      S4_NOTIFICATION_PREF: {
        invoke: {
          src: 'sendText',
          input: { wording: 'How shall we tell you about a missed call? Reply SMS.' },
        },
        on: { OWNER_TEXTED: { guard: 'choosesSms', target: 'S5_CONFIRM_LIVE', actions: 'countStep' } },
      },
      S5_CONFIRM_LIVE: {
        invoke: {
          src: 'sendText',
          input: { wording: 'Good. One thing is left: pay here, and you are live.' },
        },
        on: { OWNER_TEXTED: { guard: 'goesBack', target: 'S4_NOTIFICATION_PREF', actions: 'countStep' } },
      },
    },
  });
