/** The agent's head: what it says to what it hears, and which tool it would use. A few plain rules, English and Turkish; pure. */

/** What the agent does after one thing that it has heard. */
export interface Reaction {
  readonly says: string;
  readonly tool: { readonly name: string; readonly params: Readonly<Record<string, unknown>> } | null;
  readonly ends: boolean;
}

interface Rule {
  readonly hears: RegExp;
  /** `words`: what was said, as it was said. */
  readonly react: (words: string) => Omit<Reaction, 'ends'>;
}

/** The first that fits wins. */
const rules: readonly Rule[] = [
  {
    hears:
      /\b(don'?t|do not|never|stop) (ever )?(call|calling|ring|phone)|\bremove me\b|\btake me off\b|bir daha arama|beni arama|^9$/i,
    react: (reason) => ({
      says: 'I understand. You will not be called again. Goodbye.',
      tool: { name: 'set_do_not_call', params: { reason } },
    }),
  },
  {
    hears: /\b(human|person|somebody|someone|representative|operator)\b|temsilci|yetkili|^4$/i,
    react: (reason) => ({
      says: 'Of course. Somebody will call you back. Goodbye.',
      tool: { name: 'create_callback', params: { reason } },
    }),
  },
  // Whoever names an hour is taken at their word: it stands in the transcript, and the service reads it there.
  {
    hears:
      /\b(later|tomorrow|call me|ring me)\b.*\b(\d{1,2}(:\d\d)?( ?[ap]m)?|noon)\b|(sonra|yarın).*\bsaat\b/i,
    react: (notes) => ({
      says: 'No problem, I will call you then. Goodbye.',
      tool: { name: 'log_call_outcome', params: { outcome: 'LATER', notes } },
    }),
  },
  {
    hears: /\b(later|tomorrow|another time|next week|not now|busy)\b|sonra|yarın|müsait değil|^3$/i,
    react: (notes) => ({
      says: 'No problem, I will call again. Goodbye.',
      tool: {
        name: 'schedule_followup',
        params: { minutes_from_now: /tomorrow|yarın/i.test(notes) ? 24 * 60 : 60, channel: 'call', notes },
      },
    }),
  },
  {
    hears: /^(no|nope|not)\b|hayır|^2$/i,
    react: (notes) => ({
      says: 'All right, I have written that down. Goodbye.',
      tool: { name: 'log_call_outcome', params: { outcome: 'NO', notes } },
    }),
  },
  {
    hears: /\b(yes|yeah|yep|ok|okay|sure|of course)\b|evet|tamam|olur|^1$/i,
    react: (notes) => ({
      says: 'Thank you, I have written that down. Goodbye.',
      tool: { name: 'log_call_outcome', params: { outcome: 'YES', notes } },
    }),
  },
];

/** `isSecondTry`: it has asked again already, and gives up politely. */
export function reactionTo(words: string, { isSecondTry }: { isSecondTry: boolean }): Reaction {
  const rule = rules.find(({ hears }) => hears.test(words.trim()));
  if (rule) return { ...rule.react(words), ends: true };
  if (isSecondTry) return { says: 'Thank you for your time. Goodbye.', tool: null, ends: true };
  return { says: 'Sorry, I did not understand. Is that a yes or a no?', tool: null, ends: false };
}

/** `{{name}}` stands for a variable; one that is missing is left out with the blank before it. */
export function filledIn(text: string, variables: Readonly<Record<string, unknown>>): string {
  return text.replace(/ ?\{\{\s*([\w.]+)\s*\}\}/g, (found, name: string) => {
    const value = variables[name];
    return value === undefined || value === null ? '' : `${found.startsWith(' ') ? ' ' : ''}${value}`;
  });
}
