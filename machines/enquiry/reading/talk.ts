/** What people say that answers nothing: greetings, thanks, "who is this", and the wish for a person. */
import { wantsHuman } from '../../reading/person.ts';
import { bare } from '../../reading/plain.ts';

function setOf(messages: string): ReadonlySet<string> {
  return new Set(messages.split(',').map((message) => message.trim().replace(/\s+/gu, ' ')));
}

const PLEASANTRIES = setOf(`
  thanks, thank you, thank you so much, thanks a lot, many thanks, ta, cheers, ok, okay, k, great, perfect, brilliant,
  lovely, fab, ok thanks, okay thanks, ok thank you, ok great, great thanks, great thank you, perfect thanks,
  perfect thank you, brilliant thanks, lovely thanks, cheers mate, thanks mate, no problem, no worries, will do,
  sounds good, speak soon, see you then, bye, x, xx, thx, ty
`);

const TALK = setOf(`
  hi, hello, hey, hiya, hi there, hello there, good morning, good afternoon, good evening, morning, afternoon, evening,
  yes, no, yeah, yep, nope, y, n, yes please, no thanks, what, who, why, how, when, where, huh, who is this, whos this,
  who are you, sorry, sorry what, pardon, help, info, test, testing, start, dunno, dont know, i dont know, idk, hi mate,
  not sure, im not sure, nothing, none, na, n a, missed call, you called me, i called you, i just called, i rang,
  i tried to call, i just rang, is anyone there, anyone there, are you there, can you help, can you help me, i need help
`);

const PERSON = setOf(`
  call me, call me back, please call me, please call, ring me, ring me back, please ring me, please ring, phone me,
  can you call me, can you call me back, can you ring me, can you ring me back, can someone call me, just call me,
  just ring me, is this a bot, is this a robot, are you a bot, are you a robot, are you real, is this automated,
  call me please, ring me please, call me back please, ring me back please
`);

/** "Thanks" and the like: nothing that anybody must hear of. */
export const isPleasantry = (text: string): boolean => PLEASANTRIES.has(bare(text));

/** Nothing that could be what somebody needs: a greeting, a yes, only signs. */
export const isTalk = (text: string): boolean => {
  const words = bare(text);
  return !/\p{L}{2}/u.test(words) || TALK.has(words) || PLEASANTRIES.has(words);
};

export const asksForPerson = (text: string): boolean => wantsHuman(text) || PERSON.has(bare(text));
