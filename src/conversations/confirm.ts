/**
 * The one confirmation of an opt-out, where nobody else gives it (ruling X3): of every one with `OPT_OUT_HANDLED_BY=app`, else
 * of those in other words than the carrier's own, which Twilio only passes on.
 */
import { plainly } from '../../machines/plainly.ts';
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
  // A caller knows the business, and has never heard of us.
  const business =
    delivery.ourNumber === tools.onboardingNumber ? '' : plainly(organization?.name ?? null, 45);
  const sender = business || tools.settings.brandName;
  const body = `You won't get any more texts from ${sender} on this number. Reply START to get them again.`;
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
