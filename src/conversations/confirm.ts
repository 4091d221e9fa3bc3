/** The one confirmation of a STOP, where we answer it ourselves (`OPT_OUT_HANDLED_BY=app`, ruling X3). */
import type { Delivery } from '../inbox/delivery.ts';
import { senderLane } from '../outbox/promise.ts';
import { countSegments } from '../values/segments.ts';
import type { EngineTools } from './tools.ts';
import type { Organization, World } from './world.ts';

/** No marketing in it, once, within minutes (47 CFR 64.1200(a)(12)). It alone passes the gate after the opt-out. */
export function confirmOptOut(
  world: World,
  delivery: Delivery,
  organization: Organization | null,
  tools: EngineTools,
): void {
  const body = `You won't get any more texts from ${tools.settings.brandName} on this number. Reply START to get them again.`;
  const lane = senderLane(delivery.ourNumber);
  world.promises.push({
    id: tools.newId(),
    org_id: organization?.id ?? null,
    conversation_id: null,
    machine: null,
    kind: 'sendText',
    lane,
    recipient: delivery.theirNumber,
    payload: {
      text: 'optOutConfirmed',
      body,
      segments: countSegments(body).count,
      from: delivery.ourNumber,
      confirmsOptOut: true,
    },
    status: 'due',
  });
  world.wakeUps.set(lane, { identifier: 'keep_promises', payload: { lane }, job_key: `lane:${lane}` });
}
