/** How often and how soon a delivery whose step failed is tried again, before it lies in the dead letters. */

/** 8 tries take about four minutes: longer than a deployment, shorter than an owner's patience. */
export const MAX_ATTEMPTS = 8;
/** 2 s between two looks whether a node of the newer version takes what an older one cannot read. */
export const OTHER_NODE_DELAY_MS = 2_000;
/**
 * 3 s between what a disk kept and its handling. Every node finds the database again within a second and a half, so by then
 * all disks have handed over what they kept, and a phone's texts are handled in their order whichever nodes they went to.
 */
export const MUSTER_MS = 3_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;

/** The pause after the given number of failed tries: 1 s, 2 s, 4 s … */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
}
