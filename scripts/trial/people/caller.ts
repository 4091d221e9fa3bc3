/** A caller: rings a tradesperson who does not answer, tells the job by text, and sometimes says STOP or START. */
import type { Phone } from '../../../src/simulator/index.ts';
import type { Chance } from '../chance.ts';
import { latest, type PeopleTools, type Person } from './person.ts';

/** What a question looks like, and what callers answer to it. */
const ANSWERS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/your name/i, ['Anna', 'Ben', 'my name is Cem']],
  [/suit you/i, ['tomorrow morning', 'Friday after 4', 'any time']],
  [/urgent/i, ['1', '2', 'it is urgent', 'no rush']],
  [/Where is the job/i, ['Leeds LS1', '12 Park Road', 'SW1A 1AA']],
  [/need done|leaking tap/i, ['leaking tap in the kitchen', 'the boiler is dead', 'a new socket']],
];
const ANYTHING = [
  'hello?',
  'are you there',
  'it is still leaking',
  'thanks',
  '🙂',
  'leaking tap in Leeds LS1, urgent',
];
const STOPS = ['STOP', 'stop', 'please do not text me again', 'UNSUBSCRIBE'];

export function createCaller(phone: Phone, chance: Chance, tools: PeopleTools): Person {
  let said = 0;
  const say = (to: string, body: string) => {
    said += 1;
    phone.text(to, body);
  };
  return {
    phone,
    act: async () => {
      const businesses = tools.openBusinesses();
      if (businesses.length === 0) return;
      const { phone: owner, number } = chance.pick(businesses);
      if (tools.isOut(number, phone.number)) {
        if (chance.isLucky(0.3)) return say(number, 'START');
        // Somebody who said stop may ring, or write; neither brings the texts back.
        return chance.isLucky(0.5) ? tools.ring(owner, phone) : say(number, chance.pick(ANYTHING));
      }
      const question = latest(phone, number);
      if (!question || chance.isLucky(0.15)) return tools.ring(owner, phone);
      if (chance.isLucky(0.07)) return say(number, chance.pick(STOPS));
      const answers = ANSWERS.find(([asks]) => asks.test(question.body))?.[1];
      say(number, chance.pick(answers && chance.isLucky(0.8) ? answers : ANYTHING));
    },
    said: () => said,
  };
}
