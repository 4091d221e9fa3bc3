/** Looks once an hour whether Twilio still calls us where we expect it, and rings when it does not. */
import { findWebhookDrift, type NumberLandlord, type NumberWebhooks } from '../numbers/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queries } from '../platform/database/index.ts';
import type { Log } from '../platform/log.ts';
import { wakeUp } from '../platform/queue/index.ts';
import type { Alarm } from './alarm.ts';

export interface WatchTools {
  readonly sql: Queries;
  readonly clock: Clock;
  readonly log: Log;
  readonly landlord: NumberLandlord;
  /** What every number of ours must be set up with. */
  readonly webhooks: NumberWebhooks;
  readonly alarm: Alarm;
}

const EVERY_MS = 60 * 60_000;
/** 5 minutes: after a deployment the numbers are pointed at it (`npm run webhooks:sync`) before anybody is alarmed. */
const FIRST_AFTER_MS = 5 * 60_000;

/**
 * One task in the queue, whoever asks for it and however many nodes there are, so one node at a time looks, and no
 * oftener than once an hour. One that waits already keeps its time.
 */
export function askForWatch(sql: Queries, now: Date): Promise<void> {
  return watchAt(sql, new Date(now.getTime() + FIRST_AFTER_MS), { keepsTime: true });
}

/** Rejects only when the database is away. While Twilio is, nothing is known and nothing rings. */
export async function watchWebhooks(tools: WatchTools): Promise<void> {
  const { sql, clock, log } = tools;
  try {
    const { astray, missing } = await findWebhookDrift(sql, tools.landlord, tools.webhooks);
    await tools.alarm('webhook_drift', astray.length + missing.length > 0, {
      astray: astray.map(({ phoneE164, wrong }) => ({ phoneE164, wrong })),
      missing,
    });
  } catch (error) {
    log.warn({ err: error }, 'numbers.webhooks_not_checked');
  }
  await watchAt(sql, new Date(clock.now().getTime() + EVERY_MS), {});
}

const watchAt = (sql: Queries, at: Date, { keepsTime = false }: { readonly keepsTime?: boolean }) =>
  wakeUp(sql, 'watch_webhooks', { key: 'watch_webhooks', at, keepsTime });
