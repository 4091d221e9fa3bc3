/** <Gather>: prompts, then waits for keys or words, and takes them to its action. */
import type { PartyInput } from '../calls/party.ts';
import type { TwimlElement } from './parse.ts';
import { goTo, type Next, type Reading } from './reading.ts';
import { pause, play, say, wait } from './speech.ts';

export async function gather(reading: Reading, verb: TwimlElement): Promise<Next> {
  const wanted = verb.attributes.input ?? 'dtmf';
  const finishOnKey = verb.attributes.finishOnKey ?? '#';
  const numDigits = Number(verb.attributes.numDigits ?? Number.POSITIVE_INFINITY);
  const timeout = Number(verb.attributes.timeout ?? 5);
  const finished = Promise.withResolvers<void>();
  let digits = '';
  let speech = '';

  const stopListening = reading.party.onInput((input: PartyInput) => {
    if (input.kind === 'speech') {
      if (!wanted.includes('speech')) return;
      speech = input.text;
      return finished.resolve();
    }
    if (!wanted.includes('dtmf')) return;
    for (const key of input.text) {
      if (key === finishOnKey) return finished.resolve();
      digits += key;
      if (digits.length >= numDigits) return finished.resolve();
    }
  });
  try {
    await Promise.race([prompt(reading, verb), finished.promise]);
    let before: string;
    do {
      before = digits;
      await Promise.race([wait(reading, timeout), finished.promise]);
    } while (digits !== before && digits.length < numDigits && speech === '');
  } finally {
    stopListening();
  }
  if (speech !== '') return goTo(reading, verb.attributes, { SpeechResult: speech, Confidence: '0.92' });
  if (digits !== '' || verb.attributes.actionOnEmptyResult === 'true') {
    return goTo(reading, verb.attributes, { Digits: digits });
  }
  return undefined;
}

async function prompt(reading: Reading, verb: TwimlElement): Promise<void> {
  for (const child of verb.children) {
    if (child.name === 'Say') await say(reading, child);
    if (child.name === 'Play') await play(reading, child);
    if (child.name === 'Pause') await pause(reading, child);
  }
}
