/** The clock of the network: every wait of the simulator goes through it, so hours of retries can pass in minutes. */
import { setImmediate as nextTurn, setTimeout as timeout } from 'node:timers/promises';

export interface Clock {
  /** Resolves when `ms` of the network's time have passed; rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * `speed` seconds of the network pass in one real second. Only waits are shortened: time stamps stay real, because
 * signatures are checked against them, and so do the time-outs of connections, because the service runs in real time.
 */
export function wallClock(speed = 1): Clock {
  if (!(speed > 0)) throw new RangeError('the speed of the clock is above 0');
  return {
    async wait(ms, signal) {
      if (ms <= 0) await nextTurn(undefined, { signal });
      else await timeout(ms / speed, undefined, { signal });
    },
  };
}
