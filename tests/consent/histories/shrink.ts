/** Makes a failing village small: leaves out people, then what they do, as long as it still fails. */
import type { Crowd, Life, Village } from './lives.ts';

/** The smallest crowd that was found to fail; `fails` plays one. The owner stays, because the business is theirs. */
export async function shrink(crowd: Crowd, fails: (crowd: Crowd) => Promise<boolean>): Promise<Crowd> {
  let village = crowd.villages[0] ?? [];
  const attempt = async (smaller: Village) => {
    if (!(await fails({ ...crowd, villages: [smaller] }))) return false;
    village = smaller;
    return true;
  };
  for (let n = village.length - 1; n > 0; n -= 1) await attempt(village.filter((_, at) => at !== n));
  for (let n = village.length - 1; n >= 0; n -= 1) {
    for (const [round, act] of placesOf(village[n])) {
      const without = village.map((life, at) => (at === n ? omit(life, round, act) : life));
      await attempt(without);
    }
  }
  return { ...crowd, villages: [village] };
}

/** From the end to the beginning, so that leaving one out moves none of those that are still to be tried. */
function placesOf(life: Life | undefined): (readonly [number, number])[] {
  const all = life?.rounds.flatMap((acts, round) => acts.map((_, act) => [round, act] as const)) ?? [];
  return all.reverse();
}

function omit(life: Life, round: number, act: number): Life {
  const rounds = life.rounds.map((acts, at) => (at === round ? acts.filter((_, n) => n !== act) : acts));
  return { ...life, rounds };
}
