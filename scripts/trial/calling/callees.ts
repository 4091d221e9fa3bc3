/** The people who are rung: each call finds them in another mood, by chances of their own. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Behaviour, Phone, Simulator } from '../../../src/simulator/index.ts';
import { type Chance, chanceOf } from '../chance.ts';
import type { TrialPlan } from '../plan.ts';
import { calleePhones } from './businesses.ts';
import { MUMBLED, SAID } from './words.ts';

interface Mood {
  readonly name: string;
  readonly behaviour: Behaviour;
  /** What is said into a phone that is answered. */
  readonly says: (words: string) => readonly string[];
  /** In hundredths. */
  readonly share: number;
}

const silent = () => [];
const ANSWERS: Mood = { name: 'answers', behaviour: 'answers', says: (words) => [words], share: 58 };
const MOODS: readonly Mood[] = [
  ANSWERS,
  { name: 'mumbles first', behaviour: 'answers', says: (words) => [MUMBLED, words], share: 6 },
  { name: 'hangs up', behaviour: 'answers', says: silent, share: 6 },
  { name: 'declines', behaviour: 'no-answer', says: silent, share: 6 },
  { name: 'lets it ring', behaviour: 'no-answer', says: silent, share: 10 },
  { name: 'is busy', behaviour: 'busy', says: silent, share: 6 },
  { name: 'is out of reach', behaviour: 'unreachable', says: silent, share: 4 },
  { name: 'has a voicemail', behaviour: 'voicemail', says: silent, share: 4 },
];
/** Whoever says "later" each time would be called for ever: from the third call on people are reached, and say yes. */
const PATIENCE = 2;
/** Somebody who hangs up listens for a moment first. */
const LISTENS_MS = 100;

export function createCallees(simulator: Simulator, plan: TrialPlan): { stop(): void } {
  const calls = new Map<string, number>();
  const moods = new Map<string, Mood>();
  const prepare = (number: string) => {
    const count = calls.get(number) ?? 0;
    const chance = chanceOf(plan.seed, 'callee', number, count);
    const isPatient = count < PATIENCE;
    const mood = isPatient ? moodBy(chance) : ANSWERS;
    moods.set(number, mood);
    const words = isPatient ? chance.pick(SAID).words : 'yes please';
    simulator.network.phone(number).setBehaviour(mood.behaviour, mood.says(words));
  };
  const phones = new Set(calleePhones(plan));
  for (const number of phones) prepare(number);
  const stop = simulator.network.subscribe((event) => {
    if (event.type === 'call' && phones.has(event.phone)) {
      const { id, status } = event.call;
      react(simulator.network.phone(event.phone), { id, status, mood: moods.get(event.phone) });
    }
    if (event.type !== 'elevenlabs') return;
    const found = simulator.elevenlabs.conversations().find(({ id }) => id === event.conversation);
    if (found?.status !== 'done' && found?.status !== 'failed') return;
    calls.set(found.externalNumber, (calls.get(found.externalNumber) ?? 0) + 1);
    if (phones.has(found.externalNumber)) prepare(found.externalNumber);
  });
  return { stop };
}

function moodBy(chance: Chance): Mood {
  return chance.pick(MOODS.flatMap((mood) => Array<Mood>(mood.share).fill(mood)));
}

interface Seen {
  readonly id: string;
  readonly status: string;
  readonly mood: Mood | undefined;
}

/** After the event, because whoever tells of it has not finished telling. */
function react(phone: Phone, { id, status, mood }: Seen): void {
  const isLive = () => phone.calls.some((call) => call.id === id && call.status === status);
  const soon = (ms: number, act: () => void) => void delay(ms).then(() => isLive() && act());
  if (mood?.name === 'declines' && status === 'ringing') soon(0, () => phone.decline(id));
  if (mood?.name === 'hangs up' && status === 'in-progress') soon(LISTENS_MS, () => phone.hangUp(id));
}
