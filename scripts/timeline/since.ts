/** Reads `--since`: a moment, or so long ago. Pure. */

const MS_OF = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** A day, or a moment with its zone: a time without one would mean another moment on another machine. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Null for what is neither. A day begins in UTC. */
export function readSince(text: string, now: Date): Date | null {
  const ago = /^(\d{1,5})([mhd])$/.exec(text);
  if (ago) return new Date(now.getTime() - Number(ago[1]) * MS_OF[ago[2] as keyof typeof MS_OF]);
  if (!MOMENT.test(text)) return null;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
