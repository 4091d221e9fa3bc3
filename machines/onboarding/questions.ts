/** What the owner is asked in each situation. One place, because prompts, reminders, help and "try again" all repeat it. */
import type { OnboardingContext } from './context.ts';

export type Question =
  | { question: PlainQuestion }
  | { question: 'pay'; payLink: string }
  | { question: 'live'; number: string | null };

export type PlainQuestion = keyof typeof plain;

const plain = {
  tradeAndPlace: "What's your trade and where are you based? For example: Plumber from London.",
  trade: "What's your trade? For example: plumber, roofer or electrician.",
  place: 'Where are you based? A town or a postcode is fine.',
  businessName: "What's your business called?",
  ownerName: "What's your name?",
  notification: 'How should we tell you about new jobs? Reply SMS to get them by text.',
  goLive: 'Ready to go live? Reply READY.',
  waiting: "You're on our priority list. We'll text you as soon as your number is ready.",
  numberReady: 'Reply READY to get your number.',
  phoneType: 'Which phone do your customers ring? Reply 1 for iPhone, 2 for Android or 3 for a landline.',
  forwarding:
    'Once call forwarding is on, reply DONE. Reply 1 (iPhone), 2 (Android) or 3 (landline) to see the steps again.',
  testCall:
    'To test it, ring your phone from another phone and let it ring out. Or reply CALL ME and we will ring you.',
  letItRing: "We're ringing your phone. Don't pick up: let it ring out.",
} as const;

export function wordQuestion(asked: Question): string {
  switch (asked.question) {
    case 'pay':
      return `Confirm your payment here: ${asked.payLink} Then reply READY.`;
    case 'live':
      return asked.number === null ? "You're all set up." : `You're live on ${asked.number}.`;
    default:
      return plain[asked.question];
  }
}

/** What is still missing of trade and place. */
export function askTradeAndPlace({ trade, location }: OnboardingContext): Question {
  if (trade !== null && location === null) return { question: 'place' };
  if (trade === null && location !== null) return { question: 'trade' };
  return { question: 'tradeAndPlace' };
}

/** At the gate: pay, wait, or go. */
export function askToGoLive(context: OnboardingContext): Question {
  if (context.isWaitingForNumber) return { question: 'waiting' };
  if (context.isPaymentAsked) return { question: 'pay', payLink: context.facts.payLink };
  return { question: 'goLive' };
}

/** At S6 without a number the gate comes first. */
export function askPhoneType(context: OnboardingContext): Question {
  if (context.facts.number !== null) return { question: 'phoneType' };
  const gate = askToGoLive(context);
  return gate.question === 'goLive' ? { question: 'numberReady' } : gate;
}

/** When everything is done there is nothing left to ask. */
export function askNothing({ facts }: OnboardingContext): Question {
  return { question: 'live', number: facts.number };
}
