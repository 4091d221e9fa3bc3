/** What every situation of onboarding shares: help, coming back, a person, "we didn't get that", reminders. */
import type { OnboardingContext } from '../context.ts';
import type { Question } from '../questions.ts';
import type { OnboardingText } from '../setup.ts';

export type StateName =
  | 'S1_BUSINESS_TYPE_LOCATION'
  | 'S2_BUSINESS_NAME'
  | 'S3_OWNER_NAME'
  | 'S4_NOTIFICATION_PREF'
  | 'S5_CONFIRM_LIVE'
  | 'S6_PHONE_TYPE'
  | 'S7_FWD_SENT'
  | 'S8_FWD_CONFIRM'
  | 'S9_TEST_CALL'
  | 'COMPLETE';

/** The present question; it may depend on what is remembered. */
export type Asked = (context: OnboardingContext) => Question;

type AskingText = Extract<OnboardingText, { values: Question }>['text'];

interface Seen {
  context: OnboardingContext;
}

/** Sends a text of fixed words. */
export const say = <Text extends OnboardingText>(params: Text) => ({ type: 'sendText' as const, params });

/** Sends one of the texts that end in the present question. */
export const sayAsking = <Text extends AskingText>(text: Text, asked: Asked) => ({
  type: 'sendText' as const,
  params: ({ context }: Seen) => ({ text, values: asked(context) }),
});

const callForPerson = {
  type: 'alertOperator' as const,
  params: ({ context }: Seen) => ({
    alert: 'An owner asks for a person',
    detail: [context.facts.businessName, context.facts.ownerPhone].filter(Boolean).join(', '),
  }),
};

/** HELP, and START after an opt-out: both say where the owner is, and the silence is counted afresh. */
export const beingThere = (state: StateName, asked: Asked) => ({
  OWNER_ASKED_HELP: { target: state, reenter: true, actions: sayAsking('help', asked) },
  OWNER_RETURNED: { target: state, reenter: true, actions: sayAsking('welcomeBack', asked) },
});

export const askingForPerson = (state: StateName, asked: Asked) => ({
  guard: 'wantsHuman' as const,
  target: state,
  reenter: true,
  actions: [callForPerson, sayAsking('humanAsked', asked)],
});

/** The last branches of an answer: the third failure in a row offers a person. */
export const notUnderstood = (state: StateName, asked: Asked) =>
  [
    {
      guard: 'hasFailedTwice',
      target: state,
      reenter: true,
      actions: ['countFailure', sayAsking('offerHuman', asked)],
    },
    { target: state, reenter: true, actions: ['countFailure', sayAsking('tryAgain', asked)] },
  ] as const;

export const goingBack = (target: StateName, asked: Asked) => ({
  guard: 'goesBack' as const,
  target,
  reenter: true,
  actions: ['clearFailures' as const, sayAsking('goneBack', asked)],
});

const remind = (asked: Asked) => ({
  type: 'sendText' as const,
  params: ({ context }: Seen) => ({
    text: context.remindersSent === 0 ? ('reminder' as const) : ('lastReminder' as const),
    values: asked(context),
  }),
});

/** Comes back to the same state after a silence; the delay grows with each reminder and ends (see `timing.ts`). */
export const reminding = (state: StateName, asked: Asked) => ({
  target: state,
  reenter: true,
  actions: remind(asked),
});
