/** Chance by a seed: what is drawn depends on the seed and on what it is drawn for, never on what was drawn before. */
import { createHash } from 'node:crypto';

export interface Chance {
  /** 0 ≤ x < 1. */
  draw(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  isLucky(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** One stream for each thing that draws: people do not change each other's lives, whatever the timing. */
export function chanceOf(seed: number, ...things: readonly (string | number)[]): Chance {
  let count = 0;
  const draw = () => {
    count += 1;
    const digest = createHash('sha256')
      .update([seed, ...things, count].join('|'))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
  return {
    draw,
    between: (least, most) => least + Math.floor(draw() * (most - least + 1)),
    isLucky: (probability) => draw() < probability,
    pick: (items) => {
      const item = items[Math.floor(draw() * items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
  };
}
