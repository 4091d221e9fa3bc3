/** The two words of every call: a party is one end that hears and speaks, an attempt is the wish to reach one. */

export interface PartyInput {
  readonly kind: 'digits' | 'speech';
  readonly text: string;
}

/** One end of a call: a phone in somebody's hand, or a TwiML document that speaks. */
export interface Party {
  hears(text: string, by: 'machine' | 'person' | 'network'): void;
  /** The other end has picked up. Told at once, so that nothing is said before. */
  pickedUp(): void;
  /**
   * Keys and words from this end. Returns the function that stops listening. What was said while nobody listened is
   * handed to the first who does: Twilio keeps early keys, too.
   */
  onInput(listener: (input: PartyInput) => void): () => void;
  /** Aborted when this end has hung up. */
  readonly gone: AbortSignal;
  hangUp(): void;
}

export interface CallAttempt {
  /** E.164, or a word such as `anonymous`. */
  readonly from: string;
  readonly to: string;
  /** Who is calling: gives up when gone, and hears what the other end says. */
  readonly caller: Party;
  readonly ringSeconds: number;
  /** The phone that passed the call on. */
  readonly forwardedFrom: string | null;
  /** How often it was passed on already. */
  readonly hops: number;
}

export type CallResult =
  | { readonly outcome: 'answered'; readonly callee: Party }
  | { readonly outcome: 'busy' | 'no-answer' | 'failed' | 'canceled' };

/** An end that hears nothing and says nothing by itself: a machine, or a line that still rings. */
export function deafParty(ending: AbortController): Party {
  return {
    hears: () => undefined,
    pickedUp: () => undefined,
    onInput: () => () => undefined,
    gone: ending.signal,
    hangUp: () => ending.abort(),
  };
}
