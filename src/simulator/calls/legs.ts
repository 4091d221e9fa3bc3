/** The life of a leg: made, moved from status to status, reported to its status callback. */
import { newSid } from '../ids.ts';
import type { CallStatus, Leg } from '../network/types.ts';
import { callStatusFields } from '../webhooks/fields.ts';
import { callTwilioWebhook } from '../webhooks/twilio-webhook.ts';
import type { World } from '../world.ts';

export type LegOrder = Pick<
  Leg,
  'direction' | 'from' | 'to' | 'forwardedFrom' | 'parentCallSid' | 'statusCallback' | 'reports'
>;

/** Twilio reports only the end unless more is asked for. */
export const onlyTheEnd: ReadonlySet<string> = new Set(['completed']);

export function openLeg(world: World, order: LegOrder): Leg {
  const at = world.settings.now();
  const end = Promise.withResolvers<void>();
  const leg: Leg = {
    sid: newSid('CA'),
    ...order,
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    endedAt: null,
    status: order.direction === 'inbound' ? 'ringing' : 'queued',
    sequence: 0,
    reporting: Promise.resolve(),
    ending: new AbortController(),
    finished: end.promise,
    finish: end.resolve,
  };
  world.network.legs.set(leg.sid, leg);
  return leg;
}

const endStatuses: ReadonlySet<CallStatus> = new Set([
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
]);

export function hasEnded(leg: Leg): boolean {
  return endStatuses.has(leg.status);
}

/** Moves the leg; who asked for reports gets them in order, but no call waits for its reports. */
export function moveLeg(world: World, leg: Leg, status: CallStatus): void {
  // A leg that has ended stays ended.
  if (hasEnded(leg)) return;
  const at = world.settings.now();
  leg.status = status;
  leg.updatedAt = at;
  if (status === 'in-progress') leg.startedAt = at;
  if (hasEnded(leg)) {
    leg.endedAt = at;
    leg.ending.abort();
    leg.finish();
  }
  if (!leg.statusCallback || !leg.reports.has(eventOf(status))) return;
  const webhook = {
    kind: 'voice-status',
    ...leg.statusCallback,
    fields: callStatusFields(world.settings.twilio.accountSid, leg),
  } as const;
  leg.sequence += 1;
  const before = leg.reporting;
  const reported = before.then(() => callTwilioWebhook(world, webhook)).then(() => undefined);
  leg.reporting = reported.catch(() => undefined);
  world.background.run('report a call', () => reported);
}

/** The names of `StatusCallbackEvent`: every kind of end is called `completed`. */
function eventOf(status: CallStatus): string {
  if (status === 'in-progress') return 'answered';
  return endStatuses.has(status) ? 'completed' : status;
}
