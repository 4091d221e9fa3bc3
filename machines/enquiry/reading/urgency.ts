/** How urgent it is, by what people say. */
import { bare } from '../../reading/plain.ts';

export type Urgency = 'urgent' | 'soon' | 'no rush';

/** From the most careful to the most alarming: "not urgent" holds "urgent", so it is looked for first. */
const WORDS: readonly (readonly [Urgency, RegExp])[] = [
  [
    'no rush',
    /\b(?:no rush|no hurry|not (?:that |too |very |really |so )?urgent|isnt urgent|non urgent|no urgency|not in a (?:rush|hurry)|not an emergency|low priority|it can wait|can wait|in no rush)\b/u,
  ],
  [
    'urgent',
    /\b(?:urgent|urgently|very urgent|emergency|asap|as soon as possible|right away|right now|straight away|immediately|quickly as possible|flooding|flooded|burst|pouring|gas leak|smell gas|no heating|no hot water|no power|no electric|locked out)\b/u,
  ],
  [
    'soon',
    /\b(?:fairly urgent|quite soon|pretty soon|soonish|soon|this week|in the next few days|next few days)\b/u,
  ],
];

/** These are urgent, but they are the job as well. */
const TROUBLE =
  /\b(?:flooding|flooded|burst|pouring|gas leak|smell gas|no heating|no hot water|no power|no electric|locked out)\b/u;

/** The text says how urgent it is, and nothing that anybody could come for. */
export function saysOnlyUrgency(text: string): boolean {
  const words = bare(text);
  return readUrgency(text) !== null && !TROUBLE.test(words) && words.split(' ').length <= 3;
}

/** The urgency that a text speaks of; `null` where it does not. */
export function findUrgency(text: string): Urgency | null {
  const words = bare(text);
  if (/\b(?:fairly|not hugely) urgent\b/u.test(words)) return 'soon';
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

const ANSWERS: readonly (readonly [Urgency, RegExp])[] = [
  [
    'urgent',
    /^(?:1|one|option 1|number 1|y|yes|yeah|yep|yes please|very|it is|yes it is|high|today|now|tonight)$/u,
  ],
  [
    'soon',
    /^(?:2|two|option 2|number 2|medium|fairly|quite|a bit|kind of|sort of|normal|tomorrow|week|the week)$/u,
  ],
  [
    'no rush',
    /^(?:3|three|option 3|number 3|n|no|nope|not really|low|whenever|any time|anytime|next week|next month|flexible)$/u,
  ],
];

/** The urgency, where the text answers that very question. */
export function readUrgency(text: string): Urgency | null {
  const words = bare(text);
  return ANSWERS.find(([, pattern]) => pattern.test(words))?.[0] ?? findUrgency(text);
}
