/** Lies about the wire: decided by a seed, told in `webhooks/deliver.ts` and `answering.ts`, counted and shown here. */
import type { Background } from '../background.ts';
import type { Feed } from '../feed.ts';
import type { NetworkRecord } from '../record/index.ts';
import { type AnswerLie, type AskedOf, lieAboutAnswer } from './about-answers.ts';
import { laterEvent, lieAboutEvent } from './about-events.ts';
import {
  carrierFailure,
  isOvertaken,
  type LyingWebhook,
  lieAboutWebhook,
  passing,
  type WebhookLie,
} from './about-webhooks.ts';
import type { LieKind } from './kinds.ts';
import type { Liar, LiarSetting } from './liar.ts';
import { createNames } from './names.ts';
import { createWithheld } from './withheld.ts';

export type { AnswerLie } from './about-answers.ts';
export type { WebhookLie } from './about-webhooks.ts';
export { lieToClient } from './answer-lies.ts';
export { allLies, isLieKind, type LieKind, lieKinds } from './kinds.ts';
export { createLiar, type Liar, type LiarSetting } from './liar.ts';

/** The lies as tests, trials and the page hold them. */
export interface LiesControl {
  readonly setting: LiarSetting;
  /** How many lies were told, by kind. */
  counts(): Readonly<Partial<Record<LieKind, number>>>;
  /** How many webhooks and events are held back at this moment. */
  withheld(): number;
  /** At rate 0 everything that was held back is delivered at once. Throws a `RangeError` that names what is wrong. */
  set(change: Partial<LiarSetting>): void;
}

type TextEnds = { readonly sid: string; readonly from: string; readonly to: string };

/** The lies as the simulator holds them. */
export interface Lies {
  readonly control: LiesControl;
  aboutWebhook(webhook: LyingWebhook): WebhookLie | null;
  /** `who` is the same in every run of one play, unlike the ids in the event. */
  aboutEvent(event: { readonly id: string; readonly type: string; readonly who: string }): WebhookLie | null;
  aboutAnswer(asked: AskedOf): AnswerLie | null;
  isOvertaken(text: TextEnds): boolean;
  /** The code with which the carrier gives the text up, or null. Counts as told. */
  carrierFailure(text: TextEnds): number | null;
  /** Counts and records a lie in the moment in which it is told. */
  told(lie: { readonly kind: LieKind; readonly name: string }): void;
  hold(lie: { readonly ms: number; readonly until?: string }): Promise<void>;
  /** A webhook was delivered: what it was to overtake may go now. */
  delivered(webhook: Pick<LyingWebhook, 'kind' | 'url' | 'fields'>): void;
}

export function createLies(parts: {
  liar: Liar;
  background: Background;
  feed: Feed;
  record: NetworkRecord;
}): Lies {
  const { liar, background, feed, record } = parts;
  const names = createNames();
  const withheld = createWithheld(background);
  const counts = new Map<LieKind, number>();

  const told: Lies['told'] = ({ kind, name }) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    record.append({ type: 'lie', kind, about: name });
    feed.emit({ type: 'lies' });
  };

  return {
    told,
    aboutWebhook: (webhook) => lieAboutWebhook(liar, names, webhook),
    aboutEvent: ({ id, type, who }) => lieAboutEvent(liar, names.of(id, `${type} of ${who}`)),
    aboutAnswer: (asked) => lieAboutAnswer(liar, names, asked),
    isOvertaken: (text) => isOvertaken(liar, names, text),
    carrierFailure(text) {
      const failure = carrierFailure(liar, names, text);
      if (failure) told({ kind: 'receipt_failed', name: failure.name });
      return failure?.code ?? null;
    },
    hold: ({ ms, until }) => withheld.wait(ms, until),
    delivered(webhook) {
      withheld.passed(webhook.kind === 'stripe' ? laterEvent : passing(webhook));
    },
    control: {
      get setting() {
        return liar.setting;
      },
      counts: () => Object.fromEntries(counts),
      withheld: () => withheld.size,
      set(change) {
        liar.change(change);
        record.append({ type: 'lies_set', ...liar.setting });
        if (liar.setting.rate === 0) withheld.releaseAll();
        feed.emit({ type: 'lies' });
      },
    },
  };
}
