/** What a committed transaction still owes: its log lines, and wake-ups that it left out. */
import type { HeldLanes } from '../outbox/held-lanes.ts';
import type { Sql } from '../platform/database/index.ts';
import { type DocumentedLine, type Log, say } from '../platform/log.ts';
import { consentRefusals } from '../platform/metrics/index.ts';
import { wakeUp } from '../platform/queue/index.ts';

export interface Committed {
  /** Documented lines, in order. */
  readonly lines: readonly DocumentedLine[];
  /** Lanes that this process was keeping, so that no wake-up was written for their new promises. */
  readonly unwokenLanes: ReadonlySet<string>;
  /** Kinds of the promises that consent forbade, one entry each. */
  readonly refused: readonly string[];
}

/**
 * A lane that is still kept will be looked at once more before it is let go; one that was let go meanwhile is woken
 * now. Never rejects: the transaction is committed, and the sweep finds a promise whose wake-up failed.
 */
export async function finish(
  sql: Sql,
  { lines, unwokenLanes, refused }: Committed,
  { log, lanes }: { readonly log: Log; readonly lanes: HeldLanes },
): Promise<void> {
  say(log, lines);
  for (const kind of refused) consentRefusals.inc({ kind });
  for (const lane of unwokenLanes) {
    if (lanes.isHeld(lane)) continue;
    await wakeUp(sql, 'keep_promises', { payload: { lane }, key: `lane:${lane}` }).catch((error: unknown) =>
      log.warn({ err: error, lane }, 'outbox.wake_up_failed'),
    );
  }
}
