/** Decides what to do with an arriving call: by the number's voice mode, and past the ways in which it could loop. Pure. */
import type { Called, CallOccurrence, CallTerms } from '../inbox/index.ts';

/** What one needs to know of a call to decide about it. */
export type CallLook = Pick<CallOccurrence, 'from' | 'forwardedFrom'> & {
  /** E.164, or the word for a withheld number. */
  readonly caller: string;
};

export type CallPlan =
  /** Not an organization's caller: a few kind words, nothing more. */
  | { readonly kind: 'unknown' | 'invite' | 'nobody' }
  /** An organization's number, but nothing is missed: a proving call, the owner's own, a mode that has no voice yet. */
  | { readonly kind: 'greet'; readonly alert: null }
  /** Nobody is there: the caller hears what the organization chose, and is texted. */
  | { readonly kind: 'missed'; readonly answer: MissedAnswer; readonly alert: CallAlert | null }
  | { readonly kind: 'dial'; readonly terms: CallTerms }
  /** Meant for a voice agent, where no calls to one are taken: rejected, and written down as such. */
  | { readonly kind: 'refuse_inbound' }
  /** Our own numbers, or our own leg that came back: neither answered nor billed. */
  | { readonly kind: 'reject'; readonly alert: CallAlert };

export type MissedAnswer = 'greet' | 'voicemail' | 'reject' | 'busy';

/**
 * `dial_owner_refused`: the owner's phone forwards to this very number, so ringing it would end here again;
 * `call_loop`: a leg to the owner came back; `own_number_calls`: one of our numbers calls another.
 */
export type CallAlert = 'dial_owner_refused' | 'call_loop' | 'own_number_calls';

/** Null: whose number it is cannot be looked up now. */
export function planCall(call: CallLook, called: Called | null): CallPlan {
  if (called === null) return { kind: 'unknown' };
  if (called.role === 'ONBOARDING') return { kind: 'invite' };
  const terms = called.calls ?? null;
  if (terms === null) return { kind: 'nobody' };
  if (terms.caller === 'ours') return { kind: 'reject', alert: 'own_number_calls' };
  if (terms.caller === 'test') return { kind: 'greet', alert: null };
  if (called.voiceMode === 'ai_elevenlabs' && called.isAgentDeaf) return { kind: 'refuse_inbound' };
  if (!terms.isOnboarded) return { kind: 'greet', alert: null };
  if (isLoop(call, terms)) return { kind: 'reject', alert: 'call_loop' };
  if (terms.caller === 'owner') return { kind: 'greet', alert: null };
  if (called.voiceMode === 'forwarded_in') return missed(terms, null);
  if (called.voiceMode !== 'dial_owner') return { kind: 'greet', alert: null };
  if (terms.isForwardedHere || call.forwardedFrom === terms.ownerPhone) {
    return missed(terms, 'dial_owner_refused');
  }
  // The owner is on the phone. A second leg could not be told from a loop by carriers that hide who forwarded it.
  if (terms.openLegOf !== null) return { kind: 'missed', answer: 'busy', alert: null };
  return { kind: 'dial', terms };
}

/**
 * Did the caller's phone get the order to ring the owner? What was answered is what happens, whatever is planned now:
 * a call that came while the database was away was told that nobody is there, and is not put through later.
 */
export function isDialled(answer: string): boolean {
  return answer.includes('<Dial ');
}

/** Our leg to the owner comes back with the caller's number, with the owner's, or naming the owner's phone. */
function isLoop({ caller, forwardedFrom }: CallLook, { openLegOf, ownerPhone }: CallTerms): boolean {
  if (openLegOf === null) return false;
  return caller === openLegOf || caller === ownerPhone || forwardedFrom === ownerPhone;
}

function missed(terms: CallTerms, alert: CallAlert | null): CallPlan {
  return { kind: 'missed', answer: missedAnswerOf(terms), alert };
}

/** A word that an operator mistyped greets. */
export function missedAnswerOf({ missedCallAnswer }: CallTerms): MissedAnswer {
  return missedCallAnswer === 'voicemail' || missedCallAnswer === 'reject' ? missedCallAnswer : 'greet';
}
