/** Which lanes this process keeps at the moment: a promise for one of them needs no wake-up in the database. */

export interface HeldLanes {
  isHeld(lane: string): boolean;
  /** Call it when the lane's lease was taken; call what it returns before looking for the last time. */
  hold(lane: string): () => void;
}

export function createHeldLanes(): HeldLanes {
  const holders = new Map<string, number>();
  return {
    isHeld: (lane) => holders.has(lane),
    hold: (lane) => {
      holders.set(lane, (holders.get(lane) ?? 0) + 1);
      return () => {
        const left = (holders.get(lane) ?? 1) - 1;
        if (left === 0) holders.delete(lane);
        else holders.set(lane, left);
      };
    },
  };
}
