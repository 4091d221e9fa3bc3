/** Which lie is told about an event of Stripe. Stripe drops nothing: it tries for three days. */
import { bend, type WebhookLie } from './about-webhooks.ts';
import type { Liar } from './liar.ts';

/** An hour of the network's time; the real ones come up to three days late. */
const LATE_MS = { from: 1_000, to: 3_600_000 };
const LONGEST_HOLD_MS = 60_000;

/** Events that are held until a later one has passed wait for this. */
export const laterEvent = 'a later event';

export function lieAboutEvent(liar: Liar, name: string): WebhookLie | null {
  const kind = liar.choose(['stripe_late', 'stripe_repeat', 'stripe_reorder'], name);
  if (kind === 'stripe_late') {
    const ms = LATE_MS.from * (LATE_MS.to / LATE_MS.from) ** liar.throw(kind, name, 'long');
    return { kind, name, way: 'hold', ms };
  }
  if (kind === 'stripe_reorder') return { kind, name, way: 'hold', ms: LONGEST_HOLD_MS, until: laterEvent };
  return bend(liar, kind, name, '');
}
