/** The verbs that are only heard: Say, Play and Pause. Their length follows the pace of the simulator. */
import type { TwimlElement } from './parse.ts';
import type { Reading } from './reading.ts';

/** A calm voice speaks about 15 characters in a second. */
const charactersPerSecond = 15;
const songSeconds = 3;

export async function say(reading: Reading, verb: TwimlElement): Promise<undefined> {
  const words = verb.text.replace(/\s+/g, ' ').trim();
  for (let turn = 0; turn < turns(verb); turn += 1) {
    reading.party.hears(words, 'machine');
    await wait(reading, words.length / charactersPerSecond);
  }
}

export async function play(reading: Reading, verb: TwimlElement): Promise<undefined> {
  const digits = verb.attributes.digits;
  for (let turn = 0; turn < turns(verb); turn += 1) {
    reading.party.hears(digits ? `♪ ${digits}` : `♪ ${verb.text.trim()}`, 'machine');
    await wait(reading, songSeconds);
  }
}

export async function pause(reading: Reading, verb: TwimlElement): Promise<undefined> {
  await wait(reading, Number(verb.attributes.length ?? 1));
}

/** Rejects when the call ends meanwhile. */
export function wait(reading: Reading, seconds: number): Promise<void> {
  return reading.world.background.sleep(
    seconds * reading.world.settings.pace.secondMs,
    reading.leg.ending.signal,
  );
}

/** `loop="0"` means "until the call ends"; ten times is as good to a listener. */
function turns(verb: TwimlElement): number {
  const loop = Number(verb.attributes.loop ?? 1);
  return loop === 0 ? 10 : loop;
}
