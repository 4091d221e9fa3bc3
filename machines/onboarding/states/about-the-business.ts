/** S1 and S2: what the owner does, where, and under which name. */
import type { OnboardingContext } from '../context.ts';
import { askTradeAndPlace, type Question } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askingForPerson, beingThere, notUnderstood, reminding, sayAsking } from './every-state.ts';

interface Seen {
  context: OnboardingContext;
}

export const askBusinessName = (): Question => ({ question: 'businessName' });

const saveTradeAndPlace = {
  type: 'saveOrganization' as const,
  params: ({ context: { trade, location } }: Seen) => ({
    ...(trade === null ? {} : { trade }),
    ...(location === null ? {} : { location }),
  }),
};

const sayWhatWeHeard = (text: 'greetAndAskName' | 'askBusinessName') => ({
  type: 'sendText' as const,
  params: ({ context: { trade, location } }: Seen) => ({ text, values: { trade, location } }),
});

/** A first text that already answers moves on at once; any other first text is greeted and is no failure. */
export const S1_BUSINESS_TYPE_LOCATION = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminderOnceGreeted: reminding('S1_BUSINESS_TYPE_LOCATION', askTradeAndPlace) },
  on: {
    ...beingThere('S1_BUSINESS_TYPE_LOCATION', askTradeAndPlace),
    OWNER_TEXTED: [
      askingForPerson('S1_BUSINESS_TYPE_LOCATION', askTradeAndPlace),
      {
        guard: 'namesTradeAndPlaceAsStranger',
        target: 'S2_BUSINESS_NAME',
        actions: [
          'keepTradeAndPlace',
          'rememberGreeting',
          'clearFailures',
          saveTradeAndPlace,
          sayWhatWeHeard('greetAndAskName'),
        ],
      },
      {
        guard: 'namesTradeAndPlace',
        target: 'S2_BUSINESS_NAME',
        actions: ['keepTradeAndPlace', 'clearFailures', saveTradeAndPlace, sayWhatWeHeard('askBusinessName')],
      },
      {
        guard: 'isStranger',
        target: 'S1_BUSINESS_TYPE_LOCATION',
        reenter: true,
        actions: ['keepTradeAndPlace', 'rememberGreeting', sayAsking('greet', askTradeAndPlace)],
      },
      {
        guard: 'namesTradeOrPlace',
        target: 'S1_BUSINESS_TYPE_LOCATION',
        reenter: true,
        actions: ['keepTradeAndPlace', 'clearFailures', sayAsking('ask', askTradeAndPlace)],
      },
      {
        guard: 'goesBack',
        target: 'S1_BUSINESS_TYPE_LOCATION',
        reenter: true,
        actions: ['forgetTradeAndPlace', 'clearFailures', sayAsking('goneBack', askTradeAndPlace)],
      },
      ...notUnderstood('S1_BUSINESS_TYPE_LOCATION', askTradeAndPlace),
    ],
  },
});

/** A first text that arrives twice is no name, once: a business may well be called "London Plumber". */
export const S2_BUSINESS_NAME = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S2_BUSINESS_NAME', askBusinessName) },
  on: {
    ...beingThere('S2_BUSINESS_NAME', askBusinessName),
    OWNER_TEXTED: [
      askingForPerson('S2_BUSINESS_NAME', askBusinessName),
      {
        guard: 'goesBack',
        target: 'S1_BUSINESS_TYPE_LOCATION',
        actions: ['forgetTradeAndPlace', 'clearFailures', sayAsking('goneBack', askTradeAndPlace)],
      },
      {
        guard: 'repeatsFirstAnswer',
        target: 'S2_BUSINESS_NAME',
        reenter: true,
        actions: ['forgetFirstAnswer', sayWhatWeHeard('askBusinessName')],
      },
      {
        guard: 'namesBusiness',
        target: 'S3_OWNER_NAME',
        actions: [
          'keepBusinessName',
          'clearFailures',
          {
            type: 'saveOrganization',
            params: ({ context }) => ({ name: context.businessName ?? '' }),
          },
          { type: 'sendText', params: { text: 'askOwnerName' } },
        ],
      },
      ...notUnderstood('S2_BUSINESS_NAME', askBusinessName),
    ],
  },
});
