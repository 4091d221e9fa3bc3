/** Rings an alert: a log line and a count, and a promise to tell the operators' webhook, at most one at a time per name. */

import type { Clock } from '../../platform/clock.ts';
import type { Sql } from '../../platform/database/index.ts';
import type { NewId } from '../../platform/ids.ts';
import type { Log } from '../../platform/log.ts';
import { alertsRung, boundedLabel } from '../../platform/metrics/index.ts';
import { wakeUp } from '../../platform/queue/index.ts';

/**
 * Writes the alert down at once. Resolves to false when it could not be promised to the webhook, so that whoever can
 * may ring again; never rejects. `details` hold ids, codes and counts: no phone numbers and no words of a text.
 */
export type Ring = (name: string, details?: Readonly<Record<string, unknown>>) => Promise<boolean>;

export interface BellTools {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Is there a webhook to tell? Without one the log and the metrics are all there is. */
  readonly hasWebhook: boolean;
}

/** A lane of its own: a receiver that hangs must hold up nothing else. */
export const ALERT_LANE = 'alert-webhook';

const label = boundedLabel();

export function createBell({ sql, clock, log, newId, hasWebhook }: BellTools): Ring {
  return async (name, details = {}) => {
    log.warn({ alert: name, ...details }, 'alert');
    alertsRung.inc({ alert: label(name) });
    if (!hasWebhook) return true;
    try {
      await promiseToTell(sql, { id: newId(), name, details, now: clock.now() });
      return true;
    } catch (error) {
      log.warn({ err: error, alert: name }, 'outbox.alert_not_promised');
      return false;
    }
  };
}

interface Told {
  readonly id: string;
  readonly name: string;
  readonly details: object;
  readonly now: Date;
}

/** While a promise of this name is open, the ring is only counted. The row lock of the name makes that one decision. */
async function promiseToTell(sql: Sql, { id, name, details, now }: Told): Promise<void> {
  const dueAt = await sql.begin(async (tx) => {
    await tx`
      INSERT INTO alerts (name, promise_id, quiet_until) VALUES (${name}, ${id}, ${now}) ON CONFLICT (name) DO NOTHING`;
    const [alert] = await tx<{ promise_id: string; quiet_until: Date }[]>`
      SELECT promise_id, quiet_until FROM alerts WHERE name = ${name} FOR UPDATE`;
    // A statement of its own: only one that begins after the wait for the lock sees what the other ring promised.
    const open = await tx`
      SELECT FROM outbox WHERE id = ${alert?.promise_id ?? null} AND status IN ('due', 'claimed', 'unknown')`;
    if (open.length > 0) {
      await tx`UPDATE alerts SET held_back = held_back + 1 WHERE name = ${name}`;
      return null;
    }
    const due = alert && alert.quiet_until > now ? alert.quiet_until : now;
    await tx`UPDATE alerts SET promise_id = ${id} WHERE name = ${name}`;
    await tx`
      INSERT INTO outbox (id, kind, lane, recipient, payload, is_answer, due_at, created_at)
      VALUES (${id}, 'tellAlert', ${ALERT_LANE}, ${name},
        ${JSON.stringify({ alert: name, details, at: now.toISOString() })}::text::jsonb, false, ${due}, ${now})`;
    return due;
  });
  if (dueAt) {
    const isNow = dueAt <= now;
    await wakeUp(sql, 'keep_promises', {
      payload: { lane: ALERT_LANE },
      key: isNow ? `lane:${ALERT_LANE}` : `later:${ALERT_LANE}`,
      ...(isNow ? {} : { at: dueAt }),
    });
  }
}
