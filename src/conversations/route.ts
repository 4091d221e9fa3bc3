/** Decides what a delivery means: consent words first, then one machine of one thread. No SQL, no step. */
import type { MachineEvent, MachineName } from '../../machines/step/index.ts';
import type { Delivery, Outcome } from '../inbox/delivery.ts';
import { consentWord } from '../values/keywords.ts';
import type { ReadRow } from './sql/read.ts';

/** What the engine does with a delivery. */
export type Route =
  /** Stored and answered, nothing more. */
  | { readonly kind: 'rest'; readonly outcome: Outcome }
  /** Written into the consent ledger; `event` follows for the machine, if any. */
  | { readonly kind: 'consent'; readonly action: 'opt_out' | 'opt_in'; readonly event: MachineEvent | null }
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
export type Found = Pick<ReadRow, 'number_role' | 'is_from_our_number' | 'is_opted_out' | 'org_id'>;

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
      ]);
    case 'text':
      return routeText(delivery, occurrence.body, occurrence.mediaUrls.length, found);
    default:
      return occurrence satisfies never;
  }
}

/**
 * Ruling X2: stop words win always; START, YES and UNSTOP are consent words only for somebody who is opted out;
 * otherwise they are answers like any other.
 */
function routeText(delivery: Delivery, body: string, mediaCount: number, found: Found): Route {
  if (!delivery.isTextable || found.is_from_our_number) return rest('untextable');
  if (found.number_role === null) return rest('unknown_number');
  const word = consentWord(body);
  if (word === 'stop') return { kind: 'consent', action: 'opt_out', event: null };
  const isOnboarding = found.number_role === 'ONBOARDING';
  if (found.is_opted_out) {
    if (word !== 'start') return rest('opted_out');
    return { kind: 'consent', action: 'opt_in', event: isOnboarding ? { type: 'OWNER_RETURNED' } : null };
  }
  if (!isOnboarding) return rest('ignored');
  const event =
    word === 'help' ? { type: 'OWNER_ASKED_HELP' } : { type: 'OWNER_TEXTED', text: body, mediaCount };
  return step([{ machine: 'onboarding', event, thread: 'sender' }], { mayGiveBirth: true });
}

const rest = (outcome: Outcome): Route => ({ kind: 'rest', outcome });
const step = (walks: readonly Target[], { mayGiveBirth = false } = {}): Route => ({
  kind: 'step',
  walks,
  mayGiveBirth,
});
