/** Decides what a delivery means: consent words first, then one machine of one thread. No SQL, no step. */
import type { MachineEvent, MachineName } from '../../machines/step/index.ts';
import type { Delivery, Outcome } from '../inbox/delivery.ts';
import { heardConsent } from '../values/stop-phrases/index.ts';
import type { ReadRow } from './sql/read.ts';

/** What the engine does with a delivery. */
export type Route =
  /** Stored and answered, nothing more. */
  | { readonly kind: 'rest'; readonly outcome: Outcome }
  /** Written into the consent ledger; `event` follows for the machine, if any. */
  | {
      readonly kind: 'consent';
      readonly action: 'opt_out' | 'opt_in';
      readonly event: MachineEvent | null;
      /** Who gets the event; unset: onboarding. */
      readonly machine?: MachineName;
    }
  /** Goes to machines, one after the other; `mayGiveBirth`: a stranger becomes an organization. */
  | { readonly kind: 'step'; readonly walks: readonly Target[]; readonly mayGiveBirth: boolean }
  | { readonly kind: 'receipt' };

/** A machine of the sender's thread, or of the owner's, which runs over the onboarding number. */
export interface Target {
  readonly machine: MachineName;
  readonly event: MachineEvent;
  readonly thread: 'sender' | 'owner';
}

/** What the first statement found out about a delivery, as far as the route depends on it. */
export type Found = Pick<
  ReadRow,
  'number_role' | 'is_from_our_number' | 'is_opted_out' | 'org_id' | 'is_onboarded' | 'owner_phone'
> & {
  /** The CallSid of a call that this delivery made a missed one. */
  readonly missed_call: string | null;
};

export function route(delivery: Delivery, found: Found): Route {
  const { occurrence } = delivery;
  switch (occurrence.kind) {
    case 'receipt':
      return { kind: 'receipt' };
    case 'machine':
    case 'timer':
      if (found.org_id === null) return rest('unknown_number');
      return step([{ machine: occurrence.machine, event: occurrence.event, thread: 'sender' }]);
    case 'call':
      if (found.number_role !== 'OPERATIONAL' || found.org_id === null) {
        return rest(found.number_role === null ? 'unknown_number' : 'ignored');
      }
      return step([
        {
          machine: 'onboarding',
          event: {
            type: 'CALL_ARRIVED',
            from: occurrence.from,
            forwardedFrom: occurrence.forwardedFrom,
            isFromOurNumber: found.is_from_our_number,
          },
          thread: 'owner',
        },
        ...missedCall(delivery, found),
      ]);
    case 'call_report': {
      const walks = missedCall(delivery, found);
      return walks.length > 0 ? step(walks) : rest('recorded');
    }
    case 'text':
      return routeText(delivery, occurrence.body, occurrence.mediaUrls.length, found);
    default:
      return occurrence satisfies never;
  }
}

/**
 * Ruling X2: stop words and stop phrases win always; START, YES and UNSTOP are consent words only for somebody who is
 * opted out; otherwise they are answers like any other.
 */
function routeText(delivery: Delivery, body: string, mediaCount: number, found: Found): Route {
  if (!delivery.isTextable || found.is_from_our_number) return rest('untextable');
  if (found.number_role === null) return rest('unknown_number');
  const word = heardConsent(body);
  if (word === 'stop') return { kind: 'consent', action: 'opt_out', event: null };
  const isOnboarding = found.number_role === 'ONBOARDING';
  if (found.is_opted_out) {
    if (word !== 'start') return rest('opted_out');
    return { kind: 'consent', action: 'opt_in', ...returned(isOnboarding, delivery, found) };
  }
  if (!isOnboarding) return routeToBusiness(delivery, found);
  const event =
    word === 'help' ? { type: 'OWNER_ASKED_HELP' } : { type: 'OWNER_TEXTED', text: body, mediaCount };
  return step([{ machine: 'onboarding', event, thread: 'sender' }], { mayGiveBirth: true });
}

/** A text to a dedicated number: the owner's goes to their desk, everybody else's to the enquiry they have or begin. */
function routeToBusiness({ occurrence, theirNumber }: Delivery, found: Found): Route {
  if (occurrence.kind !== 'text' || found.number_role !== 'OPERATIONAL') return rest('ignored');
  if (found.org_id === null || !found.is_onboarded) return rest('ignored');
  const { body: text, mediaUrls } = occurrence;
  if (theirNumber === found.owner_phone) {
    const event = { type: 'OWNER_TEXTED', text, mediaCount: mediaUrls.length };
    return step([{ machine: 'desk', event, thread: 'sender' }]);
  }
  return step([{ machine: 'enquiry', event: { type: 'CALLER_TEXTED', text, mediaUrls }, thread: 'sender' }]);
}

/** What follows a START: onboarding goes on, and so does the enquiry of a caller. */
function returned(isOnboarding: boolean, { theirNumber }: Delivery, found: Found) {
  if (isOnboarding) return { event: { type: 'OWNER_RETURNED' } };
  const isCaller = found.org_id !== null && found.is_onboarded && theirNumber !== found.owner_phone;
  return isCaller ? { event: { type: 'CALLER_RETURNED' }, machine: 'enquiry' as const } : { event: null };
}

/**
 * A missed caller has a machine of their own, which texts them back or says to the owner that nobody can; the owner and our own
 * numbers have none. All who withhold their number by the same word share one.
 */
function missedCall({ isTextable, theirNumber }: Delivery, found: Found): Target[] {
  const isCustomer = !found.is_from_our_number && theirNumber !== found.owner_phone;
  if (found.missed_call === null || found.org_id === null || !found.is_onboarded || !isCustomer) return [];
  const event = { type: 'CALL_MISSED', callSid: found.missed_call, isWithheld: !isTextable };
  return [{ machine: 'enquiry', event, thread: 'sender' }];
}

const rest = (outcome: Outcome): Route => ({ kind: 'rest', outcome });
const step = (walks: readonly Target[], { mayGiveBirth = false } = {}): Route => ({
  kind: 'step',
  walks,
  mayGiveBirth,
});
