/** A text as one phone shows it: in or out, with whom, and what the ticks say. */
import type { Media, Text, Tick } from './types.ts';

export interface PhoneMessage {
  readonly sid: string;
  readonly direction: 'in' | 'out';
  readonly peer: string;
  readonly body: string;
  readonly media: readonly Media[];
  /** `received` for texts that came in. */
  readonly status: Tick;
  readonly trouble: string | null;
  readonly at: Date;
  readonly updatedAt: Date;
}

export function phoneMessage(text: Text, phone: string): PhoneMessage {
  const isOut = text.from === phone;
  return {
    sid: text.sid,
    direction: isOut ? 'out' : 'in',
    peer: isOut ? text.to : text.from,
    body: text.body,
    media: text.media,
    status: isOut ? text.tick : 'received',
    trouble: isOut ? text.trouble : null,
    at: text.createdAt,
    updatedAt: text.updatedAt,
  };
}
