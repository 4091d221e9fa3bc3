/** What the network saw: every delivery with all its tries, and which node answered; beside it the checks hold the database. */
import type { Simulator, WebhookRecord } from '../../src/simulator/index.ts';

/** One text from a phone to one of our numbers, as the network tried to deliver it. */
export interface Delivered {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** When its first try began, ms since the epoch. */
  readonly startedAt: number;
  /** When the first 2xx came back; null: never. */
  answeredAt: number | null;
  /** Every node that answered one of its tries 2xx, read or not. */
  readonly nodes: ReadonlySet<number>;
}

export interface NetworkRecord {
  /** Texts by MessageSid. */
  readonly texts: ReadonlyMap<string, Delivered>;
  /** Every webhook and how many of its tries got 2xx. */
  readonly webhooks: { tries: number; answered: number };
  /** When something last happened on the wire, ms of `performance.now()`. */
  lastAt(): number;
  stop(): void;
}

/** `servedBy`: which nodes took which MessageSid. */
export function recordNetwork(
  simulator: Simulator,
  servedBy: ReadonlyMap<string, ReadonlySet<number>>,
): NetworkRecord {
  const texts = new Map<string, Delivered>();
  const webhooks = { tries: 0, answered: 0 };
  let lastAt = performance.now();
  const stop = simulator.network.subscribe((event) => {
    if (event.type === 'webhook' || event.type === 'api') lastAt = performance.now();
    if (event.type !== 'webhook') return;
    const { webhook } = event;
    const isAnswered = webhook.status !== null && webhook.status >= 200 && webhook.status < 300;
    webhooks.tries += 1;
    if (isAnswered) webhooks.answered += 1;
    if (webhook.kind === 'sms') takeText(webhook, isAnswered);
  });

  function takeText({ fields, at, ms }: WebhookRecord, isAnswered: boolean): void {
    const { MessageSid: sid = '', From: from = '', To: to = '', Body: body = '' } = fields;
    const known = texts.get(sid);
    const nodes = () => servedBy.get(sid) ?? new Set<number>();
    const text = known ?? {
      ...{ sid, from, to, body, startedAt: at.getTime(), answeredAt: null },
      get nodes() {
        return nodes();
      },
    };
    if (!known) texts.set(sid, text);
    if (!isAnswered || text.answeredAt !== null) return;
    text.answeredAt = at.getTime() + ms;
  }

  return {
    texts,
    webhooks,
    lastAt: () => lastAt,
    stop,
  };
}
