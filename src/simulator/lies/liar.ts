/** The decider: which lie, if any, is told about a thing. Pure in seed, rate, kinds and the thing's name. */
import { dice } from './dice.ts';
import { allLies, isLieKind, type LieKind } from './kinds.ts';

export interface LiarSetting {
  /** A whole number; the same seed lies about the same things. */
  readonly seed: number;
  /** The share of things that are lied about: 0 is the truth, 1 lies about everything. */
  readonly rate: number;
  /** Switched on. Switching one off changes nothing about the things that it was not told about. */
  readonly kinds: readonly LieKind[];
}

export interface Liar {
  readonly setting: LiarSetting;
  /** Throws a `RangeError` that names what is wrong. */
  change(change: Partial<LiarSetting>): void;
  /** At most one lie is told about one thing, chosen among `candidates` that are switched on; null is the truth. */
  choose<Kind extends LieKind>(candidates: readonly Kind[], thing: string): Kind | null;
  /** In [0, 1): how much, how often, before or after; one throw for each `question` about a lie. */
  throw(kind: LieKind, thing: string, question: string): number;
}

export function createLiar(options: { seed: number; rate: number; kinds?: readonly LieKind[] }): Liar {
  let setting = checked({ seed: options.seed, rate: options.rate, kinds: options.kinds ?? allLies });
  return {
    get setting() {
      return setting;
    },
    change(change) {
      setting = checked({ ...setting, ...change });
    },
    choose(candidates, thing) {
      if (setting.rate === 0 || dice(setting.seed, 'whether', thing) >= setting.rate) return null;
      let chosen: { kind: (typeof candidates)[number]; height: number } | null = null;
      for (const kind of candidates) {
        if (!setting.kinds.includes(kind)) continue;
        // The highest throw wins: taking a kind away leaves the choice of every other thing as it was.
        const height = dice(setting.seed, 'which', kind, thing);
        if (!chosen || height > chosen.height) chosen = { kind, height };
      }
      return chosen?.kind ?? null;
    },
    throw: (kind, thing, question) => dice(setting.seed, question, kind, thing),
  };
}

function checked(setting: LiarSetting): LiarSetting {
  if (!Number.isSafeInteger(setting.seed)) throw new RangeError('the seed of the lies is a whole number');
  if (!(setting.rate >= 0 && setting.rate <= 1)) throw new RangeError('the rate of the lies is from 0 to 1');
  const unknown = setting.kinds.find((kind) => !isLieKind(kind));
  if (unknown !== undefined) throw new RangeError(`there is no lie "${unknown}"`);
  return { ...setting, kinds: [...new Set(setting.kinds)] };
}
