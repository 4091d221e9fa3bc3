/** The wish for a person, in the words that owners and callers share. */
import { oneOf } from './whole-messages.ts';

export const wantsHuman = oneOf(`
  human, a human, person, a person, real person, a real person, agent, operator,
  speak to a human, speak to a person, speak to someone, talk to a human, talk to a person,
  talk to someone, can i speak to someone, can i talk to someone, human being,
  i want a human, can i speak to a human, can i speak to a person, can i talk to a human,
  can i talk to a person
`);
