/** How far a call has come, by what Twilio says of it. A call moves one way: only what weighs more moves it. */

/** `weight`: 0 rings, 1 was answered, 2 the caller's line is over, 3 decided for good (by the Dial action or at once). */
export interface Standing {
  readonly status: 'ringing' | 'answered' | 'missed' | 'completed' | 'rejected';
  readonly weight: 0 | 1 | 2 | 3;
}

/** What is known of a caller's line beside its status. */
export interface LineEnd {
  /** Our announcement answered it, and nobody has told that the owner picked up. */
  readonly isOnlyAnnounced: boolean;
}

const NOT_TAKEN: ReadonlySet<string> = new Set(['no-answer', 'busy', 'failed', 'canceled']);

/**
 * `DialCallStatus` → what the call was. A voicemail that picked up before anybody was connected has taken nothing.
 * A status of next year decides nothing: null.
 */
export function standingOfDial(status: string, isBridged: boolean | null): Standing | null {
  if (NOT_TAKEN.has(status)) return { status: 'missed', weight: 3 };
  if (status !== 'completed' && status !== 'answered') return null;
  return { status: isBridged === false ? 'missed' : 'completed', weight: 3 };
}

/**
 * `CallStatus` of the caller's own line. It counts until the Dial action has spoken, and never afterwards. A line that
 * an announcement of ours had answered was `completed` also when the caller gave up before the owner picked up.
 */
export function standingOfLine(status: string, { isOnlyAnnounced }: LineEnd): Standing {
  if (NOT_TAKEN.has(status)) return { status: 'missed', weight: 2 };
  if (status === 'completed') return { status: isOnlyAnnounced ? 'missed' : 'completed', weight: 2 };
  if (status === 'in-progress') return { status: 'answered', weight: 1 };
  return { status: 'ringing', weight: 0 };
}

export function isMissed(standing: Standing | null): boolean {
  return standing?.status === 'missed';
}
