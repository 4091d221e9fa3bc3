/** The forwarding instructions for each phone, and the guard that never lets them out without a number. */
import type { PhoneType } from '../../forwarding/events.ts';
import type { OnboardingContext } from '../context.ts';
import { logInstructionsSent, logNumberMissing } from '../log-lines.ts';
import { say } from './every-state.ts';

interface Seen {
  context: OnboardingContext;
}

const TEXTS = {
  iphone: ['iphoneInstructions', 'iphoneCode'],
  android: ['androidInstructions'],
  landline: ['landlineInstructions'],
} as const satisfies Record<PhoneType, readonly string[]>;

type InstructionText = (typeof TEXTS)[PhoneType][number];

const sayWithNumber = (text: InstructionText) => ({
  type: 'sendText' as const,
  params: ({ context }: Seen) => ({ text, values: { number: knownNumber(context) } }),
});

const tellSent = (phoneType: PhoneType) => ({
  type: 'tellMachine' as const,
  params: {
    machine: 'forwarding' as const,
    event: { type: 'INSTRUCTIONS_SENT' as const, phoneType },
  },
});

const forPhone = (phone: PhoneType) => ({
  guard: { type: 'namesPhone' as const, params: { phone } },
  target: 'S7_FWD_SENT' as const,
  reenter: true,
  actions: [
    'keepPhoneType' as const,
    'clearFailures' as const,
    ...logInstructionsSent,
    ...TEXTS[phone].map(sayWithNumber),
    tellSent(phone),
  ],
});

/** 1, 2 or 3: the instructions go out. Stand behind `withoutNumber`. */
export const choosingPhone = [forPhone('iphone'), forPhone('android'), forPhone('landline')] as const;

export const blockedWithoutNumber = [...logNumberMissing, say({ text: 'numberMissing' })] as const;

/** After S6 there is always a number, unless somebody took it away by hand: then S6 sorts it out. */
export const withoutNumber = {
  guard: 'lacksNumber',
  target: 'S6_PHONE_TYPE',
  actions: ['clearFailures', ...blockedWithoutNumber],
} as const;

/** The number in places that a guard keeps closed without one. Throws where that guard is missing: a bug. */
export function knownNumber({ facts }: OnboardingContext): string {
  if (facts.number === null)
    throw new Error('onboarding: a text needs the number of an organization without one');
  return facts.number;
}
