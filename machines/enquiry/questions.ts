/** What a caller is asked, in this order. One place, because prompts, follow-ups and "try again" all repeat it. */
import type { Answers } from './reading/answers.ts';

export type Question = 'what' | 'where' | 'urgency' | 'when' | 'name';

export type AskingState = 'askingWhat' | 'askingWhere' | 'askingUrgency' | 'askingWhen' | 'askingName';

/** In the order of asking: the field that is missing, its question, its state. */
const ORDER: readonly { field: keyof Answers; question: Question; state: AskingState }[] = [
  { field: 'what', question: 'what', state: 'askingWhat' },
  { field: 'place', question: 'where', state: 'askingWhere' },
  { field: 'urgency', question: 'urgency', state: 'askingUrgency' },
  { field: 'preferredTime', question: 'when', state: 'askingWhen' },
  { field: 'name', question: 'name', state: 'askingName' },
];

export const ASKING_STATES: readonly AskingState[] = ORDER.map(({ state }) => state);

const firstMissing = (known: Answers) => ORDER.find(({ field }) => known[field] === null);

/** The question that is open; `null` when everything is known. */
export const questionFor = (known: Answers): Question | null => firstMissing(known)?.question ?? null;

/** The situation that these answers lead to. */
export const stateFor = (known: Answers): AskingState | 'captured' =>
  firstMissing(known)?.state ?? 'captured';

const plain: Readonly<Record<Question, string>> = {
  what: 'What do you need done?',
  where: 'Where is the job? A postcode or a town is fine.',
  urgency: 'How urgent is it? Reply 1 for urgent, 2 for this week or 3 for no rush.',
  when: 'When would suit you?',
  name: "And what's your name?",
};

const withExample: Readonly<Record<Question, string>> = {
  what: 'What do you need done? For example: leaking tap in the kitchen.',
  where: 'Where is the job? For example: Leeds LS1, or 12 Park Road.',
  urgency: 'How urgent is it? Just reply 1 (urgent), 2 (this week) or 3 (no rush).',
  when: 'When would suit you? For example: tomorrow morning, or Friday after 4.',
  name: "What's your name? First name is fine.",
};

export const wordQuestion = (question: Question | null): string => (question === null ? '' : plain[question]);
export const wordExample = (question: Question | null): string =>
  question === null ? '' : withExample[question];
