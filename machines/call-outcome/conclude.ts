/** What a call came to: what was said on it, and what the agent did and noted while it lasted. Pure. */
import { sendingWindow } from '../../src/values/quiet-hours.ts';
import type { CallOutcomeContext } from './context.ts';
import type { CallReport, FollowUpChannel } from './events.ts';
import type { CallLabel } from './labels.ts';
import { classifyConversation, readWhen } from './reading/index.ts';
import { LATER_MS, LATEST_MS, SOONEST_MS } from './timing.ts';

export interface Conclusion {
  readonly label: CallLabel;
  /** The words that it was read from; null where a tool said so. */
  readonly evidence: string | null;
}

/**
 * A wish not to be called wins over everything, whoever noted it. Then the agent's own word counts, because it heard the
 * talk; then the words themselves; then what was done during the call.
 */
export function conclude(context: CallOutcomeContext, { turns, dtmf }: CallReport): Conclusion {
  const heard = classifyConversation(turns, dtmf ?? undefined);
  const evidence = heard.evidence || null;
  if (heard.label === 'DONT_CALL') return { label: 'DONT_CALL', evidence };
  if (context.hasStopped) return { label: 'DONT_CALL', evidence: null };
  if (context.toolLabel !== null && context.toolLabel !== 'UNKNOWN') {
    return { label: context.toolLabel, evidence: heard.label === context.toolLabel ? evidence : null };
  }
  if (heard.label !== 'UNKNOWN') return { label: heard.label, evidence };
  if (context.hasCallback) return { label: 'ASK_AGENT', evidence: null };
  if (context.hasFollowUp) return { label: 'LATER', evidence: null };
  return { label: 'UNKNOWN', evidence };
}

export interface FollowUp {
  readonly at: string;
  readonly channel: FollowUpChannel;
  readonly words: string;
}

/** "Text me", "send me a message", "mesaj atın": then a text is what they get. */
const WANTS_TEXT =
  /\b(?:text|sms|message) me\b|\bsend (?:me )?an? (?:text|sms|message)\b|\b(?:mesaj|sms) (?:at|yaz|gönder)/i;

/** When they want to hear from us again, by the words of the one who asked for it. */
export function followUpOf(context: CallOutcomeContext, report: CallReport): FollowUp {
  const now = new Date(context.facts.now);
  const zone = context.call?.timeZone ?? 'Europe/London';
  const said = report.turns.filter(({ role }) => role === 'user').map(({ text }) => text);
  const when = [...said]
    .reverse()
    .reduce<Date | null>((found, text) => found ?? readWhen(text, now, zone), null);
  const words = conclude(context, report).evidence ?? '';
  return {
    at: atDecentHour(when ?? new Date(now.getTime() + LATER_MS), now, zone).toISOString(),
    channel: said.some((text) => WANTS_TEXT.test(text)) ? 'text' : 'call',
    words,
  };
}

/** Neither at once nor in a year, and when people may be rung. */
export function atDecentHour(wanted: Date, now: Date, zone: string): Date {
  const ms = Math.min(Math.max(wanted.getTime(), now.getTime() + SOONEST_MS), now.getTime() + LATEST_MS);
  const window = sendingWindow(new Date(ms), zone);
  return window.isOpen ? new Date(ms) : window.opensAt;
}
