/** How fast a sender number may send: the network's limit per number, kept as a theoretical arrival time (GCRA). Pure. */

/** Twilio: UK long codes 10 segments a second, US long codes 1; 1 where we do not know. */
export function segmentsPerSecond(number: string, override?: number): number {
  if (override !== undefined) return override;
  return number.startsWith('+44') ? 10 : 1;
}

/** 1 s: an idle number may send one second's worth at once. */
const BURST_MS = 1_000;

export interface Pace {
  /** How many segments may leave now. */
  readonly allowed: number;
  /** When the next may leave, if none may now. */
  readonly waitMs: number;
}

export function paceAt(now: Date, nextAt: Date, perSecond: number): Pace {
  const costMs = 1_000 / perSecond;
  const latest = now.getTime() + Math.max(0, BURST_MS - costMs);
  const behind = Math.max(nextAt.getTime(), now.getTime());
  if (behind > latest) return { allowed: 0, waitMs: behind - latest };
  return { allowed: Math.floor((latest - behind) / costMs) + 1, waitMs: 0 };
}

/** The theoretical arrival time after sending so many segments. */
export function paceAfter(now: Date, nextAt: Date, segments: number, perSecond: number): Date {
  const from = Math.max(nextAt.getTime(), now.getTime());
  return new Date(from + (segments * 1_000) / perSecond);
}
