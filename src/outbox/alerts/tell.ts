/** Keeps the promise to tell an alert: posts it, and keeps its name quiet for a while afterwards. */
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Sql } from '../../platform/database/index.ts';
import type { PostJson } from '../../platform/post-json.ts';
import type { Claimed } from '../claim.ts';
import type { Kept } from '../keepers.ts';
import { alertBody } from './words.ts';

export interface TellTools {
  readonly sql: Sql;
  readonly clock: Clock;
  /** The service's name in the alert. */
  readonly brandName: string;
  /** Null: the webhook was taken away since the promise was made. */
  readonly postAlert: PostJson | null;
}

/** 15 minutes: an alert that is told more often is switched off by whoever reads it. */
export const QUIET_MS = 15 * 60_000;
/** 50 tries take some seven hours: longer than a receiver is away, and by then somebody has looked at the log. */
const MAX_ATTEMPTS = 50;
const FIRST_PAUSE_MS = 1_000;
/** 10 minutes: the receiver that comes back hears of it soon. */
const LONGEST_PAUSE_MS = 10 * 60_000;

const payload = z.object({ alert: z.string(), details: z.record(z.string(), z.unknown()), at: z.string() });

/** A second post after a lost answer is a second line in a chat, which harms nobody. */
export async function keepTelling(promise: Claimed, tools: TellTools): Promise<Kept> {
  const { sql, clock, postAlert } = tools;
  if (!postAlert) return { kind: 'final', code: 'no_webhook', reason: 'ALERT_WEBHOOK_URL is not set' };
  const { alert, details, at } = payload.parse(promise.payload);
  const [row] = await sql<{ held_back: number }[]>`SELECT held_back FROM alerts WHERE name = ${alert}`;
  const heldBack = row?.held_back ?? 0;
  const posted = await postAlert(alertBody(tools.brandName, alert, { details, heldBack, at }));
  if (posted.kind === 'retry' && promise.attempts < MAX_ATTEMPTS) {
    const afterMs = Math.max(posted.afterMs, pauseMs(promise.attempts));
    return { kind: 'retry', afterMs, code: posted.code, reason: posted.reason };
  }
  // What rang while it was being posted is told next time.
  await sql`
    UPDATE alerts SET held_back = held_back - ${heldBack},
      quiet_until = ${new Date(clock.now().getTime() + QUIET_MS)} WHERE name = ${alert}`;
  return posted.kind === 'posted'
    ? { kind: 'kept' }
    : { kind: 'final', code: posted.code, reason: posted.reason };
}

function pauseMs(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
}
