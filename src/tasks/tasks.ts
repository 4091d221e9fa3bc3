/** The background tasks by name: each parses its payload and calls one verb. */
import { z } from 'zod';
import { type EngineTools, retryLane } from '../conversations/index.ts';
import { type NumberLandlord, type NumberWebhooks, serveWaitingList } from '../numbers/index.ts';
import { type KeepTools, keepLane } from '../outbox/index.ts';
import { type Task, wakeUp } from '../platform/queue/index.ts';
import type { PhoneE164 } from '../values/phone.ts';
import { createAlarm } from './alarm.ts';
import { watchWebhooks } from './watch-webhooks.ts';

export interface TaskTools {
  readonly keep: KeepTools;
  readonly engine: EngineTools;
  readonly onboardingNumber: PhoneE164;
  readonly landlord: NumberLandlord;
  readonly webhooks: NumberWebhooks;
}

const lanePayload = z.object({ lane: z.string().min(1) });

export function createTasks(tools: TaskTools): Record<string, Task> {
  const { keep, engine, onboardingNumber, landlord, webhooks } = tools;
  const { sql, clock, advance, log, ring } = keep;
  const alarm = createAlarm({ ring, clock, log });
  const msUntil = (at: Date) => Math.max(0, at.getTime() - clock.now().getTime());
  return {
    keep_promises: async (payload) => {
      const { lane } = lanePayload.parse(payload);
      const next = await keepLane(lane, keep);
      // A key of its own: a wake-up for later must never push back one for now.
      if (next)
        await wakeUp(sql, 'keep_promises', {
          payload: { lane },
          key: `later:${lane}`,
          afterMs: msUntil(next),
        });
    },
    retry_lane: async (payload) => {
      const { lane } = lanePayload.parse(payload);
      const next = await retryLane(sql, lane, engine);
      if (next)
        await wakeUp(sql, 'retry_lane', {
          payload: { lane },
          key: `later-retry:${lane}`,
          afterMs: msUntil(next),
        });
    },
    serve_waiting_list: async () => {
      const options = { onboardingNumber, newId: engine.newId, now: clock.now() };
      const { asked } = await serveWaitingList(sql, advance, options);
      if (asked.length > 0) log.info({ asked }, 'numbers.waiting_list_served');
    },
    watch_webhooks: () => watchWebhooks({ sql, clock, log, landlord, webhooks, alarm }),
  };
}
