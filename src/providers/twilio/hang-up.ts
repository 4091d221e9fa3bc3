/** Ends a call at Twilio, whoever placed it and whatever speaks on it. */
import type { Twilio } from 'twilio';
import type { HangUpOutcome } from '../../outbound/port.ts';
import { failureOf } from './failure.ts';
import { outcomeOf, type Random } from './outcome.ts';

/** Twilio's own words for a call that is over (21220) or that never was (20404). */
const GONE: ReadonlySet<string> = new Set(['21220', '20404']);
/** 5 s: ending a call twice does no harm, so what is uncertain is simply done again. */
const AGAIN_MS = 5_000;

export function hangUpWith(client: Twilio, random: Random) {
  return async (callSid: string): Promise<HangUpOutcome> => {
    try {
      await client.calls(callSid).update({ status: 'completed' });
      return { kind: 'ended' };
    } catch (error) {
      const failure = failureOf(error);
      if (GONE.has(failure.code)) return { kind: 'gone' };
      const outcome = outcomeOf(failure, random);
      if (outcome.kind === 'unknown') return { kind: 'retry', afterMs: AGAIN_MS, reason: outcome.reason };
      if (outcome.kind === 'final') return { kind: 'refused', code: outcome.code, reason: outcome.reason };
      return { kind: 'retry', afterMs: outcome.afterMs, reason: outcome.reason };
    }
  };
}
