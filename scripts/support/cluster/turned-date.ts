/**
 * Loaded into a node before anything else (`--import`): its clock runs ahead by as much as its parent says. The service
 * has no switch for that and shall have none, so the machine's own clock is what is turned, as a person would do it.
 */
import { z } from 'zod';

const turned = z.object({ clockAheadMs: z.number() });
let aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);

globalThis.Date = new Proxy(Date, {
  construct: (real, given, newTarget) =>
    Reflect.construct(real, given.length === 0 ? [real.now() + aheadMs] : given, newTarget),
  get: (real, name) => (name === 'now' ? () => real.now() + aheadMs : Reflect.get(real, name)),
});

process.on('message', (message) => {
  const { data } = turned.safeParse(message);
  if (data) aheadMs = data.clockAheadMs;
});
// Listening to the parent keeps nobody alive.
process.channel?.unref();
