/** What callees say, and what it must be understood as. */
import type { CallLabel } from '../../../machines/call-outcome/labels.ts';

export interface Said {
  readonly words: string;
  readonly label: CallLabel;
}

/** Keys are pressed. Often yes and no, seldom that nobody shall call again: those are gone for the rest of the trial. */
export const SAID: readonly Said[] = [
  { words: 'yes please', label: 'YES' },
  { words: 'Yes, I will pay today', label: 'YES' },
  { words: '1', label: 'YES' },
  { words: 'yes, that is fine', label: 'YES' },
  { words: 'no thank you', label: 'NO' },
  { words: 'No, I cannot', label: 'NO' },
  { words: '2', label: 'NO' },
  { words: 'call me later', label: 'LATER' },
  { words: 'not now, tomorrow please', label: 'LATER' },
  { words: '3', label: 'LATER' },
  { words: 'I want to speak to a person', label: 'ASK_AGENT' },
  { words: '4', label: 'ASK_AGENT' },
  { words: 'please never call me again', label: 'DONT_CALL' },
];

/** Means nothing by itself. */
export const MUMBLED = 'mmm';

/** Null: nothing that anybody could understand was said. */
export function meaningOf(said: readonly string[]): CallLabel | null {
  const known = said.flatMap((words) => SAID.filter((one) => one.words === words));
  return known[0]?.label ?? null;
}
