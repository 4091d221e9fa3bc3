/** The table of the verbs of voice TwiML that are simulated. */
import { dial } from './dial.ts';
import { gather } from './gather.ts';
import { goTo, type Verb } from './reading.ts';
import { record } from './record.ts';
import { pause, play, say } from './speech.ts';

export const verbs: Readonly<Record<string, Verb>> = {
  Say: say,
  Play: play,
  Pause: pause,
  Gather: gather,
  Record: record,
  Dial: dial,
  Redirect: async (reading, verb) => goTo(reading, { ...verb.attributes, action: verb.text.trim() }, {}),
  Hangup: async () => 'hung-up',
  Reject: async (_reading, verb) => (verb.attributes.reason === 'busy' ? 'busy' : 'no-answer'),
};
