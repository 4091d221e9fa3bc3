/** Dice without a memory: the same words always give the same number, whenever and in whichever order they are thrown. */
import { hash } from 'node:crypto';

/** 48 bits are the most that fit a double without rounding at either end. */
const HEX_DIGITS = 12;

/** In [0, 1). Every thing has dice of its own, so no timing and no other thing can change how they fall. */
export function dice(seed: number, ...words: readonly string[]): number {
  const digest = hash('sha256', JSON.stringify([seed, ...words]));
  return Number.parseInt(digest.slice(0, HEX_DIGITS), 16) / 16 ** HEX_DIGITS;
}
