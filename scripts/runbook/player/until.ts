/** Waits for a condition that lies outside this process, by asking again until it holds. */
import { setTimeout as pause } from 'node:timers/promises';

/** 15 ms: a quarter of what a text takes through the service. */
const ASK_AGAIN_MS = 15;

/** Resolves to whether it came about in time. */
export async function until(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) return false;
    await pause(ASK_AGAIN_MS);
  }
  return true;
}
