/** The people of a trial: each lives on their own, by chances of their own, until the trial is over. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Phone, Simulator } from '../../../src/simulator/index.ts';
import { heardConsent } from '../../../src/values/stop-phrases/index.ts';
import { ONBOARDING_NUMBER } from '../../support/simulated.ts';
import { chanceOf } from '../chance.ts';
import type { TrialPlan } from '../plan.ts';
import { createCaller } from './caller.ts';
import { createOwner } from './owner.ts';
import type { Business, PeopleTools, Person } from './person.ts';

export interface People {
  /** Resolves when everybody has put their phone down; `stopping` asks them to. */
  live(stopping: AbortSignal): Promise<void>;
  /** Texts that people wrote. */
  said(): number;
}

/** Between two acts of one person. */
const PAUSE_MS = { least: 300, most: 1_800 } as const;
/** Reserved for fiction (Ofcom): +447700900000 to 900999. */
const OWNERS_FROM = 447700900001n;
const CALLERS_FROM = 447700900101n;
const STRANGER = '+447700900999';

export function createPeople(simulator: Simulator, plan: TrialPlan): People {
  const businesses = new Map<string, Business>();
  const out = new Set<string>();
  const stranger = simulator.network.phone(STRANGER);
  const tools: PeopleTools = {
    simulator,
    onboardingNumber: ONBOARDING_NUMBER,
    openFor: (owner, business) => void businesses.set(owner, business),
    openBusinesses: () => [...businesses.values()],
    ring: (number, from = stranger) => void from.call(number),
    isOut: (ours, theirs) => out.has(`${ours}|${theirs}`),
  };
  const people: Person[] = [
    ...Array.from({ length: plan.owners }, (_, n) =>
      createOwner(phoneAt(simulator, OWNERS_FROM, n), `owner ${n}`, chanceOf(plan.seed, 'owner', n), tools),
    ),
    ...Array.from({ length: plan.callers }, (_, n) =>
      createCaller(phoneAt(simulator, CALLERS_FROM, n), chanceOf(plan.seed, 'caller', n), tools),
    ),
  ];
  return {
    live: async (stopping) => {
      const unsubscribe = simulator.network.subscribe((event) => {
        if (event.type === 'text' && event.text.from === event.phone) remember(out, event.text);
      });
      await Promise.all(people.map((person, n) => live(person, chanceOf(plan.seed, 'pause', n), stopping)));
      unsubscribe();
    },
    said: () => people.reduce((sum, person) => sum + person.said(), 0),
  };
}

async function live(
  person: Person,
  chance: ReturnType<typeof chanceOf>,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    await delay(chance.between(PAUSE_MS.least, PAUSE_MS.most), undefined, { signal: stopping }).catch(
      () => {},
    );
    if (!stopping.aborted) await person.act();
  }
}

function phoneAt(simulator: Simulator, from: bigint, n: number): Phone {
  return simulator.network.phone(`+${from + BigInt(n)}`);
}

/** What they said last, as they remember it themselves. */
function remember(out: Set<string>, { from, to, body }: { from: string; to: string; body: string }): void {
  const heard = heardConsent(body);
  if (heard === 'stop') out.add(`${to}|${from}`);
  if (heard === 'start') out.delete(`${to}|${from}`);
}
