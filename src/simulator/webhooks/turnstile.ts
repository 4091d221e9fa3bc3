/** Lets only so many through at once: a burst of thousands of connections is refused by the kernel, not by the service. */

export interface Turnstile {
  /** Runs `work` when there is room, in the order of asking. */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurnstile(most: number): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    async pass(work) {
      if (inside >= most) await new Promise<void>((enter) => waiting.push(enter));
      else inside += 1;
      try {
        return await work();
      } finally {
        // Whoever waits takes over the place; otherwise it becomes free.
        const next = waiting.shift();
        if (next) next();
        else inside -= 1;
      }
    },
  };
}
