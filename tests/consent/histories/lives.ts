/** What people do at random: strangers who text the onboarding number, callers of a business, and its owner. */
import fc from 'fast-check';

export type Act =
  | { readonly does: 'text'; readonly means: 'stop' | 'start' | 'other'; readonly body: string }
  | { readonly does: 'ring' };

/** One person's history. The acts of a round are handed over at once, between those of everybody else. */
export interface Life {
  readonly who: 'stranger' | 'caller' | 'owner';
  readonly rounds: readonly (readonly Act[])[];
}

/** A business and everybody around it: what one of them does reaches nobody outside, so a failure is replayed with it alone. */
export type Village = readonly Life[];

export const ROUNDS = 4;
/** The owner and 24 others. */
export const VILLAGE_SIZE = 25;

const STOPS = [
  'STOP',
  'stop.',
  'Unsubscribe',
  'please don’t text me again',
  'remove me from your list',
  'mesaj atmayın',
];
const STARTS = ['START', 'yes', 'UNSTOP'];
const ORDINARY: Readonly<Record<Life['who'], readonly string[]>> = {
  stranger: [
    'Plumber from London',
    'ABC Plumbing',
    'READY',
    'HELP',
    'start again',
    'please',
    'Can you stop by at 5?',
  ],
  caller: [
    'leaking tap in Leeds LS1, urgent, tomorrow morning, Anna',
    'please',
    '1',
    'Can you stop by at 5?',
    'thanks',
  ],
  owner: [
    'DONE 1',
    'DONE 2',
    'close 3',
    'TAKE 1',
    'BACK 1',
    'LIST',
    '1 I can come at five',
    'please',
    'IGNORE 4',
  ],
};

const texts = (means: 'stop' | 'start' | 'other', bodies: readonly string[]) =>
  fc.constantFrom(...bodies).map((body): Act => ({ does: 'text', means, body }));

function lifeOf(who: Life['who']): fc.Arbitrary<Life> {
  const act = fc.oneof(
    { weight: 2, arbitrary: texts('stop', STOPS) },
    { weight: 2, arbitrary: texts('start', STARTS) },
    { weight: 3, arbitrary: texts('other', ORDINARY[who]) },
    { weight: who === 'caller' ? 4 : 1, arbitrary: fc.constant<Act>({ does: 'ring' }) },
  );
  const round = fc.array(act, { maxLength: 2, size: 'max' });
  return fc.array(round, { minLength: 2, maxLength: ROUNDS, size: 'max' }).map((rounds) => ({ who, rounds }));
}

const owner = lifeOf('owner');
const other = fc.oneof(
  { weight: 1, arbitrary: lifeOf('stranger') },
  { weight: 2, arbitrary: lifeOf('caller') },
);
const village: fc.Arbitrary<Village> = fc
  .tuple(owner, fc.array(other, { minLength: VILLAGE_SIZE - 1, maxLength: VILLAGE_SIZE - 1, size: 'max' }))
  .map(([first, others]) => [first, ...others]);

/** Minutes between two rounds: nothing, a follow-up, a window of four hours, a day of silence. */
const pause = fc.constantFrom(0, 10, 45, 130, 241, 1_500);
const pauses = fc.array(pause, { minLength: ROUNDS, maxLength: ROUNDS });

export interface Crowd {
  readonly villages: readonly Village[];
  /** How long everybody waits after each round, in minutes. */
  readonly pauses: readonly number[];
}

/** The same seed gives the same crowds. */
export function crowdsOf(seed: number, histories: number, crowdSize: number): Crowd[] {
  const villages = fc.sample(village, { seed, numRuns: Math.ceil(histories / VILLAGE_SIZE) });
  const perCrowd = crowdSize / VILLAGE_SIZE;
  const count = Math.ceil(villages.length / perCrowd);
  return fc.sample(pauses, { seed, numRuns: count }).map((waits, n) => ({
    villages: villages.slice(n * perCrowd, (n + 1) * perCrowd),
    pauses: waits,
  }));
}

/** For a person to read: one line a life. */
export function describe({ villages, pauses: waits }: Crowd): string {
  const shown = (act: Act) => (act.does === 'ring' ? '(rings)' : JSON.stringify(act.body));
  const lives = villages
    .flat()
    .map(
      ({ who, rounds }) => `${who}: ${rounds.map((acts) => acts.map(shown).join(', ') || '-').join(' | ')}`,
    );
  return [...lives, `minutes after each round: ${waits.join(', ')}`].join('\n');
}
