/** Names that are the same in every run of one play: SIDs are new each time, "the third text from A to B" is not. */

/** Enough for everything that is still under way; above it what was not seen for longest is forgotten. */
const MOST_NAMES = 50_000;

export interface Names {
  /** The name of the thing with this id; at first sight it gets the next number of its family. */
  of(id: string, family: string): string;
  /** The name of a thing that is seen only once. */
  next(family: string): string;
}

export function createNames(): Names {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const next = (family: string): string => {
    const count = (counts.get(family) ?? 0) + 1;
    counts.delete(family);
    counts.set(family, count);
    forgetOldest(counts);
    return `${family} #${count}`;
  };
  return {
    next,
    of(id, family) {
      const found = known.get(id);
      if (found) return found;
      const name = next(family);
      known.set(id, name);
      forgetOldest(known);
      return name;
    },
  };
}

function forgetOldest(map: Map<string, unknown>): void {
  const oldest = map.size > MOST_NAMES ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
