/** Order per phone: what was said first is heard first, and what is answered first is read first. */
import type { Delivered } from '../record.ts';
import { acceptedTexts } from './accepted.ts';
import { type Checked, type CheckTools, unless } from './finding.ts';

export async function checkOrder(tools: CheckTools): Promise<Checked> {
  const inbound = await inboundOrder(tools);
  return {
    broken: [
      ...unless('texts of one phone are handled in the order of their answers', inbound.broken),
      ...unless('texts to one phone leave in the order of their promises', await outboundOrder(tools)),
    ],
    counted: [
      {
        what: 'pairs in which the earlier text was on the disk of a node that was dead when the database came back',
        count: inbound.acrossNodes,
      },
    ],
  };
}

interface Handled {
  readonly sid: string;
  readonly place: number;
  /** ms since the epoch. */
  readonly at: number;
}

/** Two texts are in order when the second was sent off after the first had been answered; others may overtake. */
async function inboundOrder({ sql, record }: CheckTools): Promise<{ broken: string[]; acrossNodes: number }> {
  const rows = await sql<Handled[]>`
    SELECT provider_event_id AS sid, row_number() OVER (ORDER BY handled_at, id)::int AS place,
      extract(epoch FROM handled_at)::float8 * 1000 AS at
    FROM inbound_events WHERE provider = 'twilio' AND kind = 'text' AND status = 'handled'`;
  const handled = new Map(rows.map((row) => [row.sid, row]));
  const broken: string[] = [];
  let acrossNodes = 0;
  for (const texts of byThread([...record.texts.values()]).values()) {
    let before: Delivered | null = null;
    for (const text of texts) {
      const [first, second] = [handled.get(before?.sid ?? ''), handled.get(text.sid)];
      if (
        before &&
        first &&
        second &&
        (before.answeredAt ?? Infinity) < text.startedAt &&
        first.place > second.place
      ) {
        // Answered before it was handled: it lay on a disk, however shortly.
        const hasWaited = first.at > (before.answeredAt ?? 0);
        if (hasWaited && !isOneNode(before, text)) acrossNodes += 1;
        else broken.push(`${text.from}: "${before.body}" (${before.sid}) after "${text.body}" (${text.sid})`);
      }
      before = text;
    }
  }
  return { broken, acrossNodes };
}

/** Tries whose answer was not read may have left a text on the disks of several. */
function isOneNode(one: Delivered, other: Delivered): boolean {
  return new Set([...one.nodes, ...other.nodes]).size === 1;
}

function byThread(texts: readonly Delivered[]): Map<string, Delivered[]> {
  const sorted = [...texts].sort((one, other) => one.startedAt - other.startedAt);
  return Map.groupBy(sorted, ({ from, to }) => `${from}|${to}`);
}

/** Answers go before the rest, so each kind has an order of its own. */
async function outboundOrder({ sql, simulator }: CheckTools): Promise<string[]> {
  const rows = await sql<{ id: string; seq: number; is_answer: boolean }[]>`
    SELECT id, seq::int, is_answer FROM outbox WHERE kind = 'sendText'`;
  const promises = new Map(rows.map((row) => [row.id, row]));
  const last = new Map<string, number>();
  const broken: string[] = [];
  for (const { promiseId, from, to, body } of acceptedTexts(simulator)) {
    const promise = promises.get(promiseId);
    if (!promise) continue;
    const lane = `${from}|${to}|${promise.is_answer}`;
    if ((last.get(lane) ?? 0) > promise.seq) broken.push(`${from} → ${to}: ${body}`);
    last.set(lane, Math.max(last.get(lane) ?? 0, promise.seq));
  }
  return broken;
}
