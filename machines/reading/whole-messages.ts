/** Messages that are one short answer as a whole, with the politeness around it taken off. */
import { bare } from './plain.ts';

/** Politeness around an answer: "ok, yes please mate" is a yes. */
const POLITE =
  /^(?:(?:ok|okay|oh|well|um|er|so|and|hi|hello|hey) )+|(?: (?:please|pls|plz|thanks|thank you|ta|cheers|mate|now|then|sir|x|xx|x x))+$/gu;

export function core(text: string): string {
  return bare(text).replace(POLITE, '').trim();
}

/** Whole messages, in their bare form, between commas. */
export function oneOf(messages: string): (text: string) => boolean {
  const known = new Set(messages.split(',').map((message) => message.trim()));
  return (text) => known.has(core(text)) || known.has(bare(text));
}
